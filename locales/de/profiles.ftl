# Profile, die Liste der Personen, die Startseite und wer was sieht.

## Die Seite eines Profils

profile-title = Profil
profile-name = Name
profile-pronouns = Pronomen
profile-headline = Kurzbeschreibung
profile-posts = Beiträge
profile-about = Über mich
profile-location = Ort
profile-links = Links
profile-address = Adresse dieser Seite
profile-who = Wer was sieht
profile-change = Ändern
profile-about-missing = Schreib in ein paar Zeilen, was du machst und was du suchst.
profile-about-write = Über dich schreiben
profile-nothing-more = Mehr gibt es hier noch nicht zu lesen.
profile-guest-more = Vielleicht gibt es mehr
profile-guest-more-text = Mitglieder von { $community } sehen womöglich mehr von diesem Profil.

profile-bar = Wer diese Seite sieht
profile-bar-public = Alle können diese Seite sehen.
profile-bar-members = Nur Mitglieder können diese Seite sehen.
profile-bar-text = Was sie jeweils sehen, bestimmst du.
profile-bar-member = Das sehen Mitglieder.
profile-bar-member-text = Abschnitte für einen kleineren Kreis fehlen.
profile-bar-connection = So sehen dich deine Kontakte.
profile-bar-connection-text = Bereiche nur für dich fehlen.
profile-bar-guest = Das sehen Leute ohne Konto.
profile-bar-guest-text = Gezeigt wird nur, was für alle bestimmt ist.
profile-bar-guest-none = Leute ohne Konto sehen dich nicht.
profile-bar-guest-none-text = Für sie gibt es diese Seite nicht.
profile-view-as = Ansehen als
profile-eyes-own = Du
profile-eyes-connection = Kontakt
profile-eyes-end = Wieder mit eigenen Augen sehen
profile-eyes-member = Mitglied
profile-eyes-guest = Gast
profile-guest-none-title = Für Gäste gibt es hier nichts
profile-guest-none-text = Wer hier kein Konto hat, liest, dass es diese Seite nicht gibt. In den Einstellungen zur Privatsphäre kannst du sie öffnen.

## Wer etwas sieht

audience-only-me = Nur ich
audience-connections = Kontakte
audience-members = Mitglieder
audience-everyone = Alle
audience-unknown = Wähle, wer das sehen darf.

## Bearbeiten

edit-title = Profil bearbeiten
edit-cancel = Abbrechen
edit-audience-hint = Neben jedem Abschnitt bestimmst du, wer ihn sieht. „Alle“ schließt Leute ohne Konto ein, sobald deine Seite öffentlich ist.
edit-you = Du
edit-name-hint = Mitglieder sehen deinen Namen immer.
edit-pronouns-audience = Wer deine Pronomen sieht
edit-headline-hint = Was du machst, in einer Zeile. Sie steht neben deinem Namen, wo immer er vorkommt.
edit-headline-audience = Wer deine Kurzbeschreibung sieht
edit-about = Über dich
edit-about-hint = **fett**, *kursiv* und Listen mit Strichen gehen. Adressen werden zu Links.
edit-about-audience = Wer sieht, was du über dich schreibst
edit-location = Wo du bist
edit-location-hint = Eine Stadt oder deine eigenen Worte.
edit-location-audience = Wer deinen Ort sieht
edit-links-hint = Bis zu fünf Seiten anderswo, etwa deine eigene. Ohne Namen wird die Adresse gezeigt.
edit-link = Link { $n }
edit-link-label = Name
edit-link-url = Adresse
edit-links-audience = Wer deine Links sieht

link-url-missing = Ergänze die Adresse zu diesem Namen oder leere den Namen.

## Privatsphäre

privacy-page = Deine Seite außerhalb dieser Gemeinschaft
privacy-page-text = Mitglieder sehen deine Seite unter { $address } immer. Hier bestimmst du, ob andere sie sehen.
privacy-public = Meine Seite Leuten ohne Konto zeigen
privacy-public-hint = Sie sehen deinen Namen und die Abschnitte, die du für alle geöffnet hast. Aus: Für sie gibt es die Seite nicht.
privacy-indexed = Suchmaschinen dürfen meine Seite finden
privacy-indexed-hint = Zählt nur, solange die Seite Leuten ohne Konto gezeigt wird. Bis Suchmaschinen vergessen, können Wochen vergehen.
privacy-sections-text = Wer was sieht. „Alle“ schließt Leute ohne Konto ein, sobald ihnen deine Seite gezeigt wird.
privacy-group-you = Du
privacy-group-path = Dein Weg
privacy-group-work = Deine Arbeit
privacy-as-connection = Als Kontakt ansehen
privacy-as-member = Als Mitglied ansehen
privacy-as-guest = Als Gast ansehen

## Personen

people-title = Personen
people-filter = Name beginnt mit
people-filter-button = Finden
people-all = Alle Mitglieder
people-new = { $n ->
    [one] 1 neues Mitglied
   *[other] { $n } neue Mitglieder
}
people-new-many = Mehr als 99 neue Mitglieder
newcomers-title = Neue Mitglieder
newcomers-none-title = Niemand ist neu
newcomers-none-text = Seitdem ist niemand beigetreten. Wer hier ist, steht in der Liste aller Mitglieder.
people-none-title = Noch niemand hier
people-none-text = Wer beitritt, steht hier, nach Namen geordnet.
people-none-so-called-title = Kein Name beginnt mit „{ $q }“
people-none-so-called-text = Versuche es mit weniger Buchstaben. Namen stehen hier, wie die Leute sie schreiben, oft mit dem Vornamen zuerst.

## Startseite


## Abschnitte mit Einträgen

section-featured = Im Blick
section-featured-empty = Seiten anderswo, die am besten zeigen, was du tust: ein Artikel, ein Vortrag, ein Laden.
section-featured-add = Seite hinzufügen
section-experience = Berufserfahrung
section-experience-empty = Wo und als was du gearbeitet hast. Daran finden sich frühere Kolleginnen und Kollegen.
section-experience-add = Stelle hinzufügen
section-education = Ausbildung
section-education-empty = Schulen und Hochschulen. Daran findet sich, wer zusammen gelernt hat.
section-education-add = Schule hinzufügen
section-licences = Lizenzen und Zertifikate
section-licences-empty = Was du darfst, weil du gezeigt hast, dass du es kannst.
section-licences-add = Lizenz oder Zertifikat hinzufügen
section-projects = Projekte
section-projects-empty = Was du gebaut hast oder woran du beteiligt warst, neben der Arbeit oder in ihr.
section-projects-add = Projekt hinzufügen
section-volunteering = Ehrenamt
section-volunteering-empty = Was du tust, ohne dafür bezahlt zu werden.
section-volunteering-add = Ehrenamt hinzufügen
section-skills = Kenntnisse
section-skills-empty = Was du gut kannst. Die ersten drei stehen im Profil.
section-skills-add = Kenntnis hinzufügen
section-publications = Veröffentlichungen
section-publications-empty = Was du geschrieben hast und jemand veröffentlicht hat.
section-publications-add = Veröffentlichung hinzufügen
section-courses = Kurse
section-courses-empty = Was du neben oder in der Ausbildung gelernt hast.
section-courses-add = Kurs hinzufügen
section-honours = Auszeichnungen
section-honours-empty = Wofür du geehrt wurdest.
section-honours-add = Auszeichnung hinzufügen
section-languages = Sprachen
section-languages-empty = Welche Sprachen du sprichst, und wie gut.
section-languages-add = Sprache hinzufügen
section-contact = Kontakt
section-contact-empty = Wie man dich erreicht. Wer es sieht, wählst du jeweils eigens.
section-contact-add = Weg hinzufügen

section-back = Zurück zum Profil
section-change = Bearbeiten
section-entries = Einträge
section-audience = Wer diesen Abschnitt sieht
section-editing = Bearbeiten
section-drag = Zum Verschieben ziehen
section-up = Nach oben: { $what }
section-down = Nach unten: { $what }
section-edit = Bearbeiten: { $what }
section-remove = Entfernen: { $what }
section-all = Alle { $n } zeigen
section-full = Mehr Einträge fasst dieser Abschnitt nicht. Entferne einen, um einen anderen hinzuzufügen.
profile-add = Zum Profil hinzufügen
audience-each = Jeweils wie gewählt

entry-choose = Wählen
entry-start = Beginn
entry-end = Ende
entry-current = Das mache ich jetzt
entry-month = Monat
entry-year = Jahr
entry-url = Seite darüber
entry-summary = Beschreibung
entry-points = Höhepunkte
entry-points-hint = In jeder Zeile einer.
entry-keywords = Stichwörter
entry-keywords-hint = Durch Kommas getrennt.
entry-listed = Auf der Seite der Organisation nennen
entry-listed-hint = Wer diesen Abschnitt sehen darf, findet dich dann auf der Seite der Organisation.
entry-featured-title = Titel
entry-featured-url = Adresse
entry-featured-remark = In einer Zeile
entry-experience-title = Stelle
entry-experience-organisation = Arbeitgeber
entry-experience-choice = Art der Beschäftigung
entry-experience-location = Ort
entry-education-organisation = Schule oder Hochschule
entry-education-title = Abschluss
entry-education-subtitle = Fach
entry-education-start-hint = Das Jahr genügt.
entry-education-end-hint = Oder wann es voraussichtlich endet.
entry-education-detail = Note
entry-education-remark = Aktivitäten
entry-education-points = Kurse
entry-licences-title = Name
entry-licences-organisation = Ausgestellt von
entry-licences-start = Ausgestellt
entry-licences-end = Läuft ab
entry-licences-end-hint = Leer lassen, wenn nicht.
entry-licences-detail = Nummer
entry-licences-url-hint = Wo andere es prüfen können.
entry-projects-title = Name
entry-projects-subtitle = Dein Anteil
entry-projects-organisation = Für wen
entry-projects-remark = Art des Projekts
entry-volunteering-title = Was du tust
entry-volunteering-organisation = Organisation
entry-volunteering-subtitle = Anliegen
entry-skills-title = Kenntnis
entry-skills-title-hint = Eine andere Kenntnis beginnt ohne Bestätigungen.
entry-skills-choice = Wie gut
entry-skills-keywords-hint = Was dazugehört, durch Kommas getrennt.
entry-publications-title = Titel
entry-publications-organisation = Verlag
entry-publications-start = Erschienen
entry-courses-title = Name
entry-courses-organisation = Wo
entry-courses-detail = Nummer
entry-honours-title = Titel
entry-honours-organisation = Verliehen von
entry-honours-start = Wann
entry-languages-title = Sprache
entry-languages-choice = Wie gut
entry-contact-choice = Art
entry-contact-title = Adresse oder Nummer
entry-contact-subtitle = Vermerk
entry-contact-subtitle-hint = Etwa „Arbeit“ oder wie der Messenger heißt.
entry-contact-audience = Wer es sieht

entry-skills-known = Diese Kenntnis steht schon da.
entry-choice-unknown = Wähle eins davon.
entry-end-missing = Ergänze, wann es endete, oder dass du es jetzt machst.
entry-end-before-start = Es kann nicht enden, bevor es begann.
month-year-missing = Ergänze das Jahr.
month-year-unknown = Schreib das Jahr mit vier Ziffern, von 1900 bis { $limit }.
month-unknown = Wähle einen Monat.
contact-phone-unreadable = Verwende Ziffern, etwa +31 10 123 45 67.

employment-full-time = Vollzeit
employment-part-time = Teilzeit
employment-self-employed = Selbstständig
employment-freelance = Freiberuflich
employment-contract = Befristet
employment-internship = Praktikum
employment-apprenticeship = Lehre
employment-seasonal = Saisonarbeit
skill-beginner = Anfang
skill-intermediate = Fortgeschritten
skill-advanced = Sehr gut
skill-expert = Meisterschaft
fluency-elementary = Grundkenntnisse
fluency-limited = begrenzt im Beruf
fluency-professional = im Beruf
fluency-full-professional = verhandlungssicher
fluency-native = Muttersprache oder zweisprachig
contact-email = E-Mail
contact-phone = Telefon
contact-messenger = Messenger
contact-address = Postanschrift

dates-range = { $from } bis { $to }
dates-now = { $from } bis heute
dates-until = Bis { $to }
dates-present = Gegenwärtig
dates-issued = Ausgestellt { $month }
dates-expires = Läuft ab { $month }
dates-expired = Abgelaufen { $month }
duration-years = { $n ->
    [one] 1 Jahr
   *[other] { $n } Jahre
}
duration-months = { $n ->
    [one] 1 Monat
   *[other] { $n } Monate
}
month-of-year = { $month } { $year }
month-january = Januar
month-february = Februar
month-march = März
month-april = April
month-may = Mai
month-june = Juni
month-july = Juli
month-august = August
month-september = September
month-october = Oktober
month-november = November
month-december = Dezember

## Der Wegweiser

guide-title = Dein nächster Schritt
guide-done = { $done } von { $of } getan
guide-hide = Nicht mehr zeigen
guide-headline = Sag in einer Zeile, was du tust
guide-headline-reason = Sie steht neben deinem Namen, wo immer du genannt wirst.
guide-experience = Ergänze, wo du arbeitest oder gearbeitet hast
guide-experience-reason = Frühere Kolleginnen und Kollegen erkennen dich daran eher als am Namen.
guide-education = Ergänze, wo du gelernt hast
guide-education-reason = Wer mit dir gelernt hat, sucht dich dort.
guide-skills = Ergänze drei Kenntnisse
guide-skills-reason = In drei Wörtern steht dort, was man dich fragen kann.
guide-about = Schreib ein paar Zeilen über dich
guide-about-reason = Was du suchst und wobei du helfen kannst, steht sonst nirgends.
guide-location = Sag, wo du bist
guide-location-reason = Wer in der Nähe ist, trifft sich leichter.

profile-photo = Foto
picture-photo-title = Dein Foto
picture-cover-title = Dein Titelbild
picture-add = Wähle ein Bild
picture-replace = Wähle ein anderes Bild
picture-photo-text = Es steht rund neben deinem Namen. Solange keines da ist, stehen dort deine Initialen.
picture-cover-text = Ein breites Bild oben auf deinem Profil. Wer dein Profil sieht, sieht auch das Titelbild.
picture-file = Bild
picture-file-hint = JPEG, PNG, WebP oder GIF, bis { $n } MB. Wo und wann es aufgenommen wurde, wird entfernt.
picture-crop = Der Teil des Bildes, der gezeigt wird
picture-crop-hint = Zieh das Bild oder nimm die Pfeiltasten.
picture-zoom = Vergrößern
picture-keep = Welcher Teil bleibt, wenn es nicht passt
picture-keep-middle = Die Mitte
picture-keep-start = Der obere oder linke Teil
picture-keep-end = Der untere oder rechte Teil
picture-send = Dieses Bild nehmen
picture-audience = Wer es sieht
picture-audience-text = Auf deinem Profil und wo immer du genannt wirst. Andere sehen deine Initialen.
picture-audience-label = Dein Foto ist für
picture-remove-photo = Foto entfernen
picture-remove-cover = Titelbild entfernen
picture-missing = Wähle zuerst ein Bild.
picture-too-large = Diese Datei ist zu groß. Bis 16 MB gehen.
picture-unknown = Das ist kein JPEG, PNG, WebP oder GIF. Speichere es als eines davon und versuche es noch einmal.
picture-damaged = Dieses Bild ist beschädigt und kann nicht gelesen werden.
picture-too-many-pixels = Dieses Bild ist zu groß, um bearbeitet zu werden. Verkleinere es, 5.000 Pixel Breite reichen gut.
picture-too-small = Dieses Bild oder der gewählte Teil ist zu klein. Es braucht mindestens 16 Pixel in jeder Richtung.
picture-part-unknown = Wähle, welcher Teil bleibt.
guide-photo = Lade ein Foto hoch
guide-photo-reason = Wer dich kennt, erkennt dich wieder.

## Wer ein Profil angesehen hat

profile-views-all = Alle
profile-views-week = { $n ->
    [0] Keine Profilaufrufe in dieser Woche
    [one] 1 Profilaufruf in dieser Woche
   *[other] { $n } Profilaufrufe in dieser Woche
}
profile-views-private = { $n ->
    [one] 1 davon privat
   *[other] { $n } davon privat
}
profile-views-you-private = Du siehst dir Profile privat an, darum siehst auch du nur Zahlen.
views-title = Wer dein Profil angesehen hat
views-back = Zurück zum Profil
views-summary = In Zahlen
views-days = Letzte { $n } Tage
views-more = { $n } mehr als davor
views-fewer = { $n } weniger als davor
views-same = So viele wie davor
views-chart = Aufrufe je Tag
views-chart-later = Das Diagramm beginnt bei { $n } Aufrufen in 28 Tagen.
views-chart-all = { $n } Aufrufe in 28 Tagen.
views-chart-best = Am meisten waren es am { $day }: { $n }.
views-table = Als Tabelle zeigen
views-day = Tag
views-count = Aufrufe
views-list = Wer es war
views-private = { $n ->
    [one] 1 Aufruf war privat: Er wird gezählt, nie aufgeführt.
   *[other] { $n } Aufrufe waren privat: Sie werden gezählt, nie aufgeführt.
}
views-you-private = Du siehst dir Profile privat an.
views-you-private-text = Niemand erfährt, dass du es warst; dafür siehst auch du nur Zahlen. Wähle eine andere Art, dann erfährst du von da an, wer dein Profil ansieht.
views-choose = Wählen, wie du Profile ansiehst
views-none = Noch niemand, der erkannt werden wollte. Wer dein Profil von jetzt an ansieht, steht hier.
views-no-more = Das waren alle.
views-at = Jemand von { $company }
views-from = Jemand aus { $place }
views-somebody = Ein Mitglied von { $community }
views-how = Wie Aufrufe gezählt werden
views-how-you = Du siehst Profile an:
views-how-counted = Jedes Mitglied zählt einmal am Tag, nach Weltzeit. Deine eigenen Blicke zählen nicht.
views-how-guests = Leute ohne Konto werden gar nicht gezählt.
views-how-kept = Aufrufe werden { $n } Tage aufgehoben.
viewing-title = Wie du andere ansiehst
viewing-text = Was Leute erfahren, wenn du ihr Profil ansiehst
viewing-by-name = Deinen Namen und deine Kurzbeschreibung
viewing-by-name-hint = Sie sehen, dass du es warst, und du siehst, wer dich ansieht.
viewing-semi-private = Etwas, das du mit vielen teilst
viewing-semi-private-hint = Deinen jetzigen Arbeitgeber oder deinen Ort, wenn sie ihn bei dir lesen dürfen und mindestens fünf Mitglieder ihn teilen. Sonst „Ein Mitglied von { $community }“.
viewing-in-private = Nichts
viewing-in-private-hint = Dein Blick wird gezählt und nie aufgeführt. Dafür siehst auch du nur, wie viele dich ansehen, nicht wer.
viewing-from-now = Das gilt von jetzt an. Frühere Blicke bleiben, wie sie gemacht wurden, und wenn du aufhörst, privat zu sein, erfährst du von da an, wer dich ansieht.
viewing-unknown = Wähle, wie du andere ansiehst.
viewing-full = mit Namen
viewing-semi = halb privat
viewing-private = privat

## Offen für

settings-open-to = Offen für
open-to-work = Offen für Arbeit
open-to-work-about = Sag, dass du Arbeit suchst. Es steht auf deinem Profil und in Listen neben deinem Namen.
open-to-work-hint = Etwa „Zweiter Offizier auf kurzen Strecken, ab März“.
open-to-hiring = Stellt ein
open-to-hiring-about = Sag, dass du Leute suchst. Es steht auf deinem Profil und in Listen neben deinem Namen.
open-to-hiring-hint = Etwa „Zwei Takler und eine Kranführerin in Danzig“.
open-to-line = Was du suchst
open-to-audience = Wer es sieht
open-to-hide = Vor Leuten bei meinen jetzigen Arbeitgebern verbergen
open-to-hide-hint = Wer einen davon als jetzigen Arbeitgeber nennt, sieht es nicht, und auch niemand ohne Konto. Wer nicht sagt, wo er arbeitet, lässt sich damit nicht fernhalten.
open-to-show = Zeigen
open-to-until = Wird bis { $day } gezeigt.
open-to-over = Wird seit { $day } nicht mehr gezeigt.
open-to-renew = Erneuern
open-to-end = Beenden
open-to-ends = Beides endet nach 90 Tagen von selbst. Eine Woche davor sagt es dir eine Mail.

mail-work-ending-subject = Du bist „offen für Arbeit“ bis { $when }
mail-work-ending-text = Hallo { $name },
    dein Profil in { $community } sagt, dass du offen für Arbeit bist. Am { $when } hört es damit auf.
    Du suchst noch? Ein Klick zeigt es weitere 90 Tage. Du suchst nicht mehr? Dann tu nichts.
mail-hiring-ending-subject = Du „stellst ein“ bis { $when }
mail-hiring-ending-text = Hallo { $name },
    dein Profil in { $community } sagt, dass du Leute einstellst. Am { $when } hört es damit auf.
    Du suchst noch? Ein Klick zeigt es weitere 90 Tage. Du suchst nicht mehr? Dann tu nichts.
mail-badge-button = Erneuern

## Bestätigungen

endorse = Bestätigen
endorse-skill = { $skill } bestätigen
endorse-not-connected = Eine Kenntnis bestätigen nur Kontakte, und ihr seid nicht vernetzt.
endorsed = Bestätigt
endorsed-skill = Bestätigt: { $skill }. Zurücknehmen
endorsed-title = Zurücknehmen
endorsements-count = { $n ->
    [one] Eine Bestätigung
   *[other] { $n } Bestätigungen
}
endorsements-count-many = Mehr als { $n } Bestätigungen
endorsers = Wer sie bestätigt
endorsers-title = Bestätigungen: { $skill }
endorsers-own = Kontakte sagen, dass du das kannst. Blende aus, wen du willst: Davon erfährt niemand, und alle anderen sehen sie hier nicht.
endorsers-none = Niemand zu zeigen
endorser-hidden = Ausgeblendet
endorser-hide = Ausblenden
endorser-hide-name = { $name } ausblenden
endorser-show = Einblenden
endorser-show-name = { $name } einblenden
