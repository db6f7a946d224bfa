# Employers and schools.

company-kind-unknown = Organisation
company-kind-employer = Employer
company-kind-school = School or university
company-people = People who chose to be listed
company-people-none = Nobody is listed here so far.
company-how = About this page
company-how-text = It exists because a member named this organisation in a profile. Only those who chose so are listed, and only to those who may see it.
companies-meant = Is it one of these?
companies-none = None of these: take the name as I wrote it
