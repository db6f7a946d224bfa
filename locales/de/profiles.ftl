# Profile, die Liste der Personen, die Startseite und wer was sieht.

## Die Seite eines Profils

profile-title = Profil
profile-name = Name
profile-pronouns = Pronomen
profile-headline = Kurzbeschreibung
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
profile-bar-guest = Das sehen Leute ohne Konto.
profile-bar-guest-text = Gezeigt wird nur, was für alle bestimmt ist.
profile-bar-guest-none = Leute ohne Konto sehen dich nicht.
profile-bar-guest-none-text = Für sie gibt es diese Seite nicht.
profile-view-as = Ansehen als
profile-eyes-own = Du
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
edit-audience-hint = Neben jedem Abschnitt bestimmst du, wer ihn sieht. „Kontakte“ erreicht vorerst niemanden: Mitglieder können sich noch nicht vernetzen. „Alle“ schließt Leute ohne Konto ein, sobald deine Seite öffentlich ist.
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
places-meant = Ist es einer dieser Orte?
places-none = Keiner davon: so zeigen, wie ich es geschrieben habe

link-url-missing = Ergänze die Adresse zu diesem Namen oder leere den Namen.
link-url-unreadable = Das ist nicht die Adresse einer Webseite. Sie sieht aus wie https://example.org.

## Privatsphäre

privacy-page = Deine Seite außerhalb dieser Gemeinschaft
privacy-page-text = Mitglieder sehen deine Seite unter { $address } immer. Hier bestimmst du, ob andere sie sehen.
privacy-public = Meine Seite Leuten ohne Konto zeigen
privacy-public-hint = Sie sehen deinen Namen und die Abschnitte, die du für alle geöffnet hast. Aus: Für sie gibt es die Seite nicht.
privacy-indexed = Suchmaschinen dürfen meine Seite finden
privacy-indexed-hint = Zählt nur, solange die Seite Leuten ohne Konto gezeigt wird. Bis Suchmaschinen vergessen, können Wochen vergehen.
privacy-sections-text = Jeder Abschnitt deines Profils hat seinen eigenen Kreis. So sieht es im Augenblick aus.
privacy-change-sections = Im Profil ändern
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

feed-you = Du
feed-newest = Neueste Mitglieder
feed-for-now = Vorerst zeigt die Startseite deine eigene Karte und die neuesten Mitglieder. Mehr gibt es hier noch nicht.
feed-alone-title = Du bist als Erstes hier
feed-alone-text = Wer nach dir beitritt, wird hier gezeigt.
feed-complete = Damit andere dich erkennen
feed-complete-text = Deinem Profil fehlen ein paar Zeilen:
feed-add-headline = Sag, was du machst
feed-add-location = Sag, wo du bist
feed-add-about = Schreib über dich
