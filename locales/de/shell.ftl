# Der Rahmen um jede Seite: Leisten, Menüs, Fußzeile und die Wörter aller Formulare und Listen.

skip-link = Zum Inhalt springen
close = Schließen

## Leisten und Menüs

nav-main = Hauptmenü
nav-main-phone = Hauptmenü, Telefon
nav-foot = Über diese Seite
nav-home = Start
nav-network = Netzwerk
nav-people = Personen
nav-admin = Verwaltung
nav-me = Ich
nav-me-menu = Ich: Kontomenü
nav-profile = Profil ansehen
nav-edit-profile = Profil bearbeiten
nav-settings = Einstellungen
nav-saved = Gemerkt
nav-sign-out = Abmelden
nav-sign-in = Anmelden
nav-join = Beitreten
nav-about = Über uns
nav-language-menu = Sprache und Darstellung
runs-on = Läuft mit Athena, quelloffen
# Nach einer Zahl: wie viele Einladungen warten. Unsichtbar, wird vorgelesen.
badge-network = { $n ->
    [one] Einladung wartet
   *[other] Einladungen warten
}

# Nach einer Zahl: wie viele beitreten wollen und auf den Link in ihrer Mail warten. Wird vorgelesen, nicht gezeigt.
badge-admin = { $n ->
    [one] Person wartet auf Bestätigung
   *[other] Personen warten auf Bestätigung
}

# Nach einer Zahl: wie viele Meldungen auf das Team warten. Wird nicht gezeigt, nur vorgelesen.
badge-reports = { $n ->
    [one] Meldung wartet
   *[other] Meldungen warten
}

theme = Darstellung
theme-system = Wie dieses Gerät
theme-light = Hell
theme-dark = Dunkel

## Tastenkürzel

keys-title = Tastenkürzel
keys-on = Tastenkürzel auf diesem Gerät verwenden
keys-home = Zur Startseite
keys-network = Zu deinem Netzwerk
keys-people = Zu den Personen
keys-next = Nächster Beitrag
keys-previous = Voriger Beitrag
keys-open = Beitrag öffnen
keys-like = Beitrag mit „Gefällt mir“ markieren
keys-comment = Beitrag kommentieren
keys-save = Beitrag speichern
keys-post = Beitrag schreiben
keys-help = Diese Liste zeigen
keys-close = Schließen, was offen ist

## Einstellungen

settings-account = Konto
settings-sessions = Angemeldete Geräte
settings-privacy = Privatsphäre
settings-connections = Kontakte
settings-blocked = Blockierte Personen
settings-muted = Stumm geschaltet
settings-reports = Deine Meldungen
settings-appearance = Sprache und Darstellung

## Formulare und Listen

field-optional = freiwillig
# Wie voll ein Feld ist, etwa „32 von 220“. #used und #limit ersetzt der Browser.
field-count = #used von #limit
form-errors = { $n ->
    [one] Eines stimmt noch nicht
   *[other] { $n } Angaben stimmen noch nicht
}
# Wie nah jemand ist, neben dem Namen; degree-word wird danach vorgelesen.
degree-first = 1.
degree-second = 2.
degree-third = 3.
degree-word = Grad
list-more = Mehr zeigen

## Wenn die Sitzung anderswo beendet wurde

signed-out-title = Du wurdest abgemeldet
signed-out-text = Das geschah in einem anderen Fenster oder auf einem anderen Gerät. Was du hier getippt hast, ist noch da: Melde dich auf einer neuen Seite an, dann komm zurück und mach weiter.
signed-out-stay = Auf dieser Seite bleiben
signed-out-sign-in = Anmelden

## Wenn etwas nicht klappt

toast-copied = Link kopiert.
toast-failed = Das ist nicht angekommen. Prüfe die Verbindung und versuche es noch einmal.
error-request = Nenne diese Nummer, wenn du um Hilfe bittest:

error-not-found-title = Das haben wir nicht gefunden
error-not-found-text = Vielleicht ist die Adresse falsch geschrieben, die Seite fort oder nicht für dich bestimmt.
error-method-title = So geht das nicht
error-method-text = Die Adresse gibt es, aber nicht dafür. Geh zurück und nimm die Knöpfe der Seite.
error-sign-in-title = Melde dich zuerst an
error-sign-in-text = Das ist für angemeldete Mitglieder.
error-cross-site-title = Das kam von einer anderen Seite
error-cross-site-text = Nichts wurde geändert, denn dein Browser sagt, dass eine andere Website darum gebeten hat. Öffne die Seite hier und versuche es noch einmal; bleibt es so, sag es denen, die diese Seite betreiben.
error-forbidden-title = Darüber bestimmt jemand anderes
error-forbidden-text = Du darfst das sehen, aber nicht ändern.
error-invalid-title = Das konnten wir nicht lesen
error-invalid-text = Etwas in der Eingabe ergab keinen Sinn. Geh zurück, lade die Seite neu und versuche es noch einmal.
error-conflict-title = Das hat sich inzwischen geändert
error-conflict-text = Jemand war schneller, vielleicht du selbst in einem anderen Fenster. Lade die Seite neu.
error-too-many-title = Etwas langsamer
error-too-many-text = Das wurde zu oft versucht. Versuche es in { $minutes ->
    [0] weniger als einer Minute
    [one] einer Minute
   *[other] { $minutes } Minuten
} noch einmal.
error-too-large-title = Das ist zu groß
error-too-large-text = Das ist mehr, als diese Seite annimmt. Schicke weniger auf einmal.
error-too-slow-title = Das kam zu langsam an
error-too-slow-text = Die Verbindung war zu langsam, und nichts wurde gespeichert. Geh zurück, was du geschrieben hast, ist noch da, und schicke es noch einmal.
error-busy-title = Gerade sind viele hier
error-busy-text = Im Augenblick ist kein Platz für eine weitere Anfrage. Versuche es in ein paar Sekunden noch einmal.
error-internal-title = Bei uns ist etwas kaputtgegangen
error-internal-text = Es liegt nicht an dir, und was du gespeichert hast, ist sicher. Versuche es noch einmal; bleibt es so, sag den Betreibern Bescheid.
error-action-front = Zur Startseite
error-action-home = Zur Übersicht

## Kurze Meldungen: was gerade geschehen ist

toast-saved = Gespeichert
toast-welcome = Willkommen. Du bist drin.
toast-signed-out = Du bist abgemeldet
toast-password-changed = Dein Passwort ist geändert. Andere Geräte sind abgemeldet.
toast-session-ended = Dieses Gerät ist abgemeldet
toast-sessions-ended = Du bist überall abgemeldet
toast-invite-ended = Die Einladung ist geschlossen
toast-person-confirmed = Die Adresse ist bestätigt
toast-retried = Es wird noch einmal gesendet
toast-discarded = Verworfen
toast-undo = Rückgängig
toast-entry-removed = Entfernt.
toast-entry-restored = Wieder da.
toast-guide-hidden = Der Wegweiser ist weg.
toast-company-merged = Sie sind jetzt eins.
toast-company-separated = Es sind wieder zwei.
toast-picture-removed = Bild entfernt.
toast-picture-restored = Das Bild ist wieder da.
toast-badge-renewed = Wird weitere 90 Tage gezeigt.
toast-badge-ended = Wird nicht mehr gezeigt.
toast-skill-merged = Sie sind jetzt eins.
toast-skill-separated = Es sind wieder zwei.
toast-person-blocked = Blockiert. Ihr begegnet euch hier nicht mehr.
toast-person-unblocked = Nicht mehr blockiert.
toast-reported-page = Das Team hat deine Meldung.
toast-reported = Das Team hat deine Meldung. Willst du der Person hier nicht mehr begegnen, blockiere sie auch.
toast-report-known = Das Team hat deine Meldung dazu schon.
toast-report-closed = Entschieden. Wer es gemeldet hat, bekommt eine Mail.
toast-person-restored = Anmelden geht wieder.

## Zeiten, kurz

time-now = gerade eben
time-minutes = { $n } Min.
time-hours = { $n } Std.
time-day = { $day }. { $month }
time-monday = Mo
time-tuesday = Di
time-wednesday = Mi
time-thursday = Do
time-friday = Fr
time-saturday = Sa
time-sunday = So
time-january = Jan.
time-february = Feb.
time-march = März
time-april = Apr.
time-may = Mai
time-june = Juni
time-july = Juli
time-august = Aug.
time-september = Sept.
time-october = Okt.
time-november = Nov.
time-december = Dez.

## Über diese Gemeinschaft

about-title = Über uns
about-heading = Über { $community }
about-empty = Die Betreiber haben noch nichts über diese Gemeinschaft geschrieben.
about-software = Die Software
about-software-text = Diese Seite läuft mit Athena { $version }, quelloffener Software unter der MIT-Lizenz.
about-places = Ortsnamen stammen von GeoNames, Lizenz CC BY 4.0.

## Was ein Feld meinen könnte

places-meant = Ist es einer dieser Orte?
places-none = Keiner davon: so zeigen, wie ich es geschrieben habe
link-url-unreadable = Das ist nicht die Adresse einer Webseite. Sie sieht aus wie https://example.org.
toast-invited = Einladung gesendet.
toast-connected = Ihr seid vernetzt.
toast-invitation-ignored = Ignoriert. Davon erfährt niemand.
toast-invitation-withdrawn = Einladung zurückgezogen.
toast-invitation-gone = Das ist nicht mehr da.
toast-connection-removed = Kontakt entfernt. Davon erfährt niemand.
toast-post-saved = Gemerkt. Nur du siehst das.
toast-post-unsaved = Nicht mehr gemerkt.
toast-posted = Veröffentlicht.
toast-comment-removed = Kommentar gelöscht.
toast-reposted = Weitergegeben: Wer dir folgt, sieht es.
toast-unreposted = Nicht mehr weitergegeben.
toast-repost-refused = Wer das geschrieben hat, möchte nicht, dass es weitergegeben wird.
toast-repost-too-many = Du hast in kurzer Zeit sehr viel weitergegeben. Versuche es in einer Stunde wieder.
toast-quote-refused = Wer das geschrieben hat, möchte nicht zitiert werden.
toast-detached = Dein Beitrag wird dort nicht mehr gezeigt.
toast-post-hidden = Auf deiner Startseite ausgeblendet.
toast-post-unhidden = Steht wieder auf deiner Startseite.
toast-person-muted = Stumm geschaltet. Deine Startseite zeigt keine Beiträge dieser Person.
toast-person-snoozed = Deine Startseite zeigt 30 Tage lang keine Beiträge dieser Person.
toast-person-unmuted = Deine Startseite zeigt wieder Beiträge dieser Person.
toast-term-muted = Stumm geschaltet. Beiträge damit stehen nicht auf deiner Startseite.
toast-term-unmuted = Beiträge damit stehen wieder auf deiner Startseite.
toast-untagged = Du bist dort nicht mehr erwähnt.
toast-post-removed = Beitrag gelöscht.
toast-posted-undescribed = Veröffentlicht. Noch nicht jedes Bild ist beschrieben: Das geht unter „Bearbeiten“ im Menü des Beitrags.
toast-images-added = Bilder hinzugefügt.
toast-images-full = Ein Beitrag fasst zwanzig Bilder. Für dieses ist kein Platz mehr.
toast-draft-removed = Entwurf gelöscht.
toast-drafts-full = Du hast fünfzig Entwürfe, mehr passen nicht. Poste oder lösche zuerst einen.
toast-voted = Deine Stimme zählt.
toast-poll-over = Die Umfrage ist beendet. Diese Stimme zählt nicht mehr.
toast-poll-ended = Die Umfrage ist beendet.
toast-preview-removed = Vorschau entfernt.
toast-preview-asked = Die Seite wird neu abgefragt. Gleich steht hier, was sie sagt.
toast-followed = Du folgst jetzt.
toast-unfollowed = Du folgst nicht mehr. Davon erfährt niemand.
toast-follower-removed = Diese Person folgt dir nicht mehr. Davon erfährt niemand.
toast-reminder-done = Erledigt. Die nächste Erinnerung kommt zu ihrer Zeit.
toast-reminder-later = In einer Woche erinnern wir dich wieder.
toast-undone = Es ist wieder, wie es war.
toast-several-accepted = Ihr seid vernetzt.
toast-several-ignored = Ignoriert. Davon erfährt niemand.
toast-several-withdrawn = Einladungen zurückgezogen.
toast-none-picked = Kreuze zuerst an, welche du meinst.
toast-introduction-asked = Gebeten. Sobald es weitergegeben ist, siehst du es als deine Einladung.
toast-introduced = Du hast sie bekannt gemacht.
toast-introduction-gone = Es gibt nichts mehr weiterzugeben.
toast-introduction-declined = Dabei bleibt es. Niemand erfährt davon.
toast-introduction-withdrawn = Du bittest nicht mehr darum.
toast-suggestion-dismissed = Wird dir nicht mehr vorgeschlagen.
toast-endorsed = Bestätigt.
toast-endorsement-taken-back = Zurückgenommen. Davon erfährt niemand.
toast-endorser-hidden = Ausgeblendet. Davon erfährt niemand.
toast-endorser-shown = Wieder eingeblendet.
