# Wie Menschen zueinander stehen: Einladungen, Kontakte, Blockieren.

person-more = Mehr zu { $name }
block-link = { $name } blockieren
block-title = { $name } blockieren?
block-text = Blockiere, wem du hier nicht begegnen willst. Einen Grund brauchst du nicht.
block-does = Was geschieht
block-does-apart = Ihr findet einander nicht mehr: kein Profil, kein Platz in Listen und in der Suche, keine Zeile auf der Seite einer Firma. Ein Kontakt oder eine Einladung endet.
block-does-silent = { $name } erfährt nichts davon. Es sieht so aus, als wärst du nicht hier.
block-does-until = Es gilt, bis du es in deinen Einstellungen beendest.
block-not = Was nicht geschieht
block-not-public = Wer abgemeldet ist, ist ein Gast, auch { $name }. Steht dein Profil Gästen offen, ist weiter zu sehen, was Gäste sehen.
block-not-staff = Das Team dieser Gemeinschaft erfährt nichts davon und sieht euch beide weiterhin.
block-button = Blockieren
block-back = Zurück zum Profil
blocked-text = Ihr seid hier füreinander nicht da. Davon erfährt niemand, jetzt nicht und auch nicht, wenn du es beendest.
blocked-none-title = Du hast niemanden blockiert
blocked-none-text = Wenn du jemandem hier nicht begegnen willst, öffne das Profil und wähle „blockieren“ im Menü mit den drei Punkten.
blocked-since = Blockiert seit dem
blocked-end = Nicht mehr blockieren

## Die Seiten des Netzwerks

network-manage = Dein Netzwerk
network-settings = Wer dich einladen darf
invitations-received-title = Erhaltene Einladungen
invitations-sent-title = Gesendete Einladungen
invitations-title = Einladungen
invitations-received = Erhalten
invitations-sent = Gesendet
invitations-all = Alle ansehen
invitations-waiting = { $n ->
    [one] Eine Einladung
   *[other] { $n } Einladungen
}
invitations-none = Niemand wartet auf eine Antwort von dir.
invitations-received-text = Wen du ignorierst, erfährt nichts davon.
invitations-sent-text = Wenn du eine zurückziehst, erfährt es niemand. Dieselbe Person kannst du dann nach drei Wochen wieder einladen.
invitations-which = Welche
invitations-every = Alle
invitations-with-note = Mit Nachricht
invitations-no-more = Mehr gibt es nicht
invitations-no-note-title = Keine mit Nachricht
invitations-no-note-text = Niemand, der wartet, hat etwas dazu geschrieben.
invitations-none-title = Keine Einladungen
invitations-none-text = Wenn jemand mit dir in Kontakt kommen will, findest du es hier.
invitations-none-sent-title = Keine Einladung wartet
invitations-none-sent-text = Wen du eingeladen hast, steht hier, bis die Einladung angenommen ist.
invitations-picked = Mit den angekreuzten:
invitation-pick = { $name } ankreuzen
invitation-accept = Annehmen
invitation-ignore = Ignorieren
invitation-withdraw = Zurückziehen
connections-title = Kontakte
connections-all = Alle Kontakte
connections-latest = Deine neuesten Kontakte
connections-order = Reihenfolge
connections-recent = Neueste zuerst
connections-by-name = Nach Namen
connections-no-more = Mehr gibt es nicht
connections-none-title = Noch keine Kontakte
connections-none-text = Verbinde dich mit Menschen, die du kennst: Öffne ihr Profil und wähle „Vernetzen“.
connections-none-so-called = Niemand, dessen Name mit „{ $q }“ beginnt
connections-none-theirs = Niemand zu sehen
connections-of = Kontakte von { $name }
connected-since = Vernetzt seit { $day }
connection-remove = Kontakt entfernen

following-title = Du folgst
following-text = Mit wem du dich vernetzt, dem folgst du, bis du damit aufhörst. Davon erfährt niemand, und der Kontakt bleibt.
following-none-title = Du folgst niemandem
following-none-text = Du kannst Menschen folgen, ohne mit ihnen vernetzt zu sein: Öffne ihr Profil und wähle „Folgen“.
followers-title = Follower
followers-text = Wer dir folgt. Wen du entfernst, der erfährt es nicht.
followers-none-title = Noch folgt dir niemand
followers-none-text = Wer dir folgt, steht hier.
followed-since = Seit { $day }
follow-follow = Folgen
follow-unfollow = Nicht mehr folgen
follow-following = Du folgst
follow-remove = Follower entfernen

## Was du für dich über einen Kontakt festhältst

contact-link = Notizen und Etiketten
contact-title = Deine Notizen zu { $name }
contact-private = Das siehst nur du. Es geht, wenn der Kontakt endet.
contact-note = Notiz
contact-note-hint = Wo ihr euch getroffen habt, worüber ihr spracht, was du versprochen hast.
contact-labels = Etiketten
contact-labels-hint = Mit Kommas getrennt: Mentorin, Ruderverein.
contact-labels-known = Du hast:
contact-every = Erinnere mich, in Verbindung zu bleiben
contact-due = Die nächste Erinnerung kommt am { $day }.
contact-back = Alle Kontakte
every-never = Nie
every-month = Jeden Monat
every-quarter = Alle drei Monate
every-half-year = Alle sechs Monate
every-year = Jedes Jahr
every-unknown = Wähle eines davon.
labels-too-many-each = Höchstens { $limit } Etiketten an einem Kontakt.
labels-too-many = Du kannst höchstens { $limit } verschiedene Etiketten haben. Nimm eines, das du schon hast.
due-title = In Verbindung bleiben
due-since = Fällig seit { $day }
due-done = Erledigt
due-later = In einer Woche
connections-filter = Name oder Notiz
connections-csv = Als Tabelle sichern (CSV)
connections-none-labelled = Niemand mit dem Etikett „{ $label }“
connections-none-found = Niemand mit „{ $q }“, in keinem Namen und keiner Notiz
csv-name = Name
csv-headline = Kurzprofil
csv-profile = Profil
csv-since = Vernetzt seit
csv-labels = Etiketten
csv-note = Notiz

## Wie ihr zueinander steht, auf dem Profil

bond-connect = Vernetzen
bond-with-note = Mit Nachricht einladen
bond-invited = Einladung gesendet
bond-withdraw = Einladung zurückziehen
bond-connected = Vernetzt
bond-wants = { $name } möchte sich mit dir vernetzen.
bond-count = { $n ->
    [0] Keine Kontakte
    [one] Ein Kontakt
   *[other] { $n } Kontakte
}
bond-count-many = Mehr als { $n } Kontakte

## Jemanden einladen

connect-title = Mit { $name } vernetzen
connect-text = { $name } wird gefragt. Wird die Einladung angenommen, seht ihr voneinander, was für Kontakte bestimmt ist.
connect-note = Ein paar Worte
connect-note-hint = Woher ihr euch kennt, oder worüber du sprechen möchtest.
connect-email = E-Mail-Adresse von { $name }
connect-email-hint = Einladen kann, wer die Adresse kennt.
connect-send = Einladung senden
connect-closed = Von hier werden keine Einladungen angenommen. Du kannst trotzdem eingeladen werden.
connect-shared = Einladen kann, wer einen gemeinsamen Kontakt hat. Ihr habt noch keinen.
connect-email-missing = Einladen kann, wer die E-Mail-Adresse kennt. Gib sie unten ein.
connect-email-wrong = Das ist keine Adresse, die hier verwendet wird.
connect-email-wait = Das waren heute viele Adressen. Versuche es morgen wieder.
connect-not-before = Du hast eine Einladung zurückgezogen. Ab { $day } kannst du wieder einladen.
connect-week-full = Du hast so viele Einladungen gesendet, wie in einer Woche möglich sind. Ab { $day } kannst du weitere senden.

## Einstellungen

door-title = Wer dich einladen darf
door-text = Wer darf dich fragen, ob ihr euch vernetzt?
door-everyone = Alle Mitglieder
door-shared = Wer einen gemeinsamen Kontakt mit mir hat
door-email = Wer meine E-Mail-Adresse kennt
door-nobody = Niemand
door-silent = Du kannst andere einladen, was immer du hier wählst.
door-unknown = Wähle eines davon.
list-title = Wer deine Kontakte sieht
list-text = Wer darf sehen, mit wem du vernetzt bist?
list-only-me = Nur ich
list-connections = Meine Kontakte
list-members = Alle Mitglieder
list-others = Du kannst trotzdem in der Liste eines deiner Kontakte stehen, wenn diese gezeigt wird.

## Wie nah jemand ist

way-by-two = Verbunden über { $first } und { $second }
way-by-one = Verbunden über { $first } und eine weitere Person
shared-count = { $n ->
    [one] Ein gemeinsamer Kontakt
   *[other] { $n } gemeinsame Kontakte
}
shared-named = Gemeinsame Kontakte: { $names }
shared-named-more = Gemeinsame Kontakte: { $names } und { $n ->
    [one] ein weiterer
   *[other] { $n } weitere
}
introductions-title = Empfehlungen
introductions-text = Bitte jemanden, den ihr beide kennt, euch bekannt zu machen; gib weiter, worum man dich bittet, oder lass es: Niemand erfährt davon.
introductions-all = Alle Empfehlungen
introductions-of-you = Darum bittet man dich
introductions-of-you-none = Niemand bittet dich um eine Empfehlung.
introductions-no-more = Mehr gibt es nicht.
introductions-by-you = Darum bittest du
introductions-by-you-none = Du wartest auf keine Empfehlung. Im Profil von Leuten, mit denen du einen Kontakt teilst, steht im Menü „Um eine Empfehlung bitten“.
introduction-wants = möchte kennenlernen:
introduction-forward = Bekannt machen
introduction-decline = Jetzt nicht
introduction-words = Ein paar Worte an { $name }, wenn du magst
introduction-asked = { $name } gefragt · { $when }
introduced-by = Empfohlen von
introduce-link = Um eine Empfehlung bitten
introduce-title = Um eine Empfehlung an { $name } bitten
introduce-text = Wen du bittest, der gibt es mit eigenen Worten weiter oder lässt es. Wird es weitergegeben, kommt es als deine Einladung an.
introduce-mutual = Wen möchtest du bitten?
introduce-note = Was möchtest du sagen?
introduce-note-hint = Das liest, wen du bittest, und { $name }, sobald es weitergegeben ist.
introduce-send = Bitten
introduce-nobody = Ihr habt keinen gemeinsamen Kontakt, den du bitten könntest.
introduce-who = Wähle jemanden, den ihr beide kennt.
introduce-already = Darum hast du sie neulich schon gebeten. Wähle jemand anderen, oder warte.
introduce-full = Zehn deiner Bitten warten schon. Zieh eine zurück, oder warte auf eine Antwort.
introduce-closed = Von dir werden dort gerade keine Einladungen angenommen.
