# Arbeitgeber und Schulen.

company-kind-unknown = Organisation
company-kind-employer = Arbeitgeber
company-kind-school = Schule oder Hochschule
company-people = Wer hier genannt werden möchte
company-people-none = Bisher ist hier niemand genannt.
company-how = Über diese Seite
company-how-text = Es gibt sie, weil ein Mitglied diese Organisation im Profil genannt hat. Genannt wird nur, wer es so gewählt hat, und nur denen, die es sehen dürfen.
companies-meant = Ist es eins davon?
companies-none = Keins davon: den Namen nehmen, wie ich ihn geschrieben habe
