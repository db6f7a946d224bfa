# Beitreten, anmelden, Passwörter, Sitzungen, Kontoeinstellungen und die Mails dieses Raums.

## Felder

email = E-Mail
email-confirmed = Bestätigt
password = Passwort
password-new = Neues Passwort
password-present = Jetziges Passwort
password-hint = Mindestens 10 Zeichen. Ein paar Wörter ohne Zusammenhang sind leicht zu merken und schwer zu erraten.
save = Speichern

field-required = Das wird gebraucht.
field-too-long = Das ist zu lang: höchstens { $limit } Zeichen.
field-too-short = Das ist zu kurz: mindestens { $limit } Zeichen.
field-control-characters = Darin sind Zeichen, die sich nicht anzeigen lassen. Tippe es neu, statt es einzufügen.
name-unreadable = In diesem Namen sind Zeichen, die in Namen nicht vorkommen können.
email-unreadable = Das ist keine E-Mail-Adresse. Sie sieht aus wie name@example.org.
password-too-short = Mindestens { $limit } Zeichen, damit niemand es errät.
password-too-long = Höchstens { $limit } Zeichen.
password-too-weak = Das wäre bald erraten. Füge ein, zwei Wörter hinzu, die nichts mit dir zu tun haben.
password-wrong = Das ist nicht dein jetziges Passwort.

## Die Eingangsseite

front-heading = Willkommen bei { $community }
front-lede = { $community } ist ein berufliches Netzwerk, das seiner eigenen Gemeinschaft gehört: Finde Menschen über das, was sie tun, und werde gefunden für das, was du tust.
front-members = { $n ->
    [one] { $n } Mitglied
   *[other] { $n } Mitglieder
}
front-no-advertising = Keine Werbung, keine Überwachung, kein Verkauf von Daten
front-you-decide = Du bestimmst, wer was in deinem Profil sieht
front-own-server = Läuft mit quelloffener Software auf dem eigenen Server dieser Gemeinschaft
front-by-invite = Neue Mitglieder kommen auf Einladung. Wenn du einen Link bekommen hast, öffne ihn.

## Beitreten

join-title = Beitreten
join-heading = Bei { $community } beitreten
join-name = Vor- und Nachname
join-email-hint = Wir schicken einen Link, damit klar ist, dass du es bist.
join-button = Profil anlegen
join-have-account = Schon Mitglied?
join-closed = Diese Gemeinschaft nimmt zurzeit keine neuen Mitglieder auf.
join-invite-only = Neue Mitglieder kommen auf Einladung. Hast du einen Link bekommen, öffne ihn; sonst frag jemanden, der hier ist.
join-invite-needed = Neue Mitglieder kommen auf Einladung. Dieser Link ist aufgebraucht oder nicht mehr offen: Bitte die Person, die ihn geschickt hat, um einen neuen.
join-invite-used-up = Diese Einladung ist inzwischen aufgebraucht. Bitte die Person, die sie geschickt hat, um eine neue.
join-address-taken = Zu dieser Adresse gibt es inzwischen ein Konto. Melde dich damit an.

sent-title = Sieh in deine Mails
sent-text = Wir haben dir eine Mail mit einem Link geschickt. Öffne ihn innerhalb eines Tages.
sent-text-to = Wir haben eine Mail an { $email } geschickt. Öffne den Link darin innerhalb eines Tages.
sent-hint = Nach ein paar Minuten noch keine Mail? Sieh im Spamordner nach und prüfe die Adresse.
sent-again = Andere Adresse nehmen oder noch einmal versuchen
sent-demo = Das hier ist eine Demo, deshalb steht die Mail gleich hier.

verify-title = Adresse bestätigen
verify-heading = Willkommen, { $name }
verify-text = Bestätige, dass { $email } dir gehört, und du bist bei { $community } dabei.
verify-button = Bestätigen und anmelden
verify-password-hint = Das Passwort, das du beim Beitreten gewählt hast: Dies ist ein anderer Browser, und nur du kennst es.
verify-not-you = Du wolltest gar nicht beitreten? Schließ diese Seite. Es geschieht nichts, und der Link läuft von selbst ab.
verify-gone-title = Dieser Link gilt nicht mehr
verify-gone-text = Er wurde schon benutzt oder ist älter als ein Tag. Hast du schon bestätigt, melde dich an; sonst tritt noch einmal bei.
confirm-password-wrong = Das ist nicht das Passwort, das du beim Beitreten gewählt hast.

## Anmelden

sign-in-title = Anmelden
sign-in-button = Anmelden
sign-in-new = Neu hier?
sign-in-wrong = Adresse oder Passwort stimmt nicht.
sign-in-suspended = Dieses Konto ist gesperrt. Warum, steht in der Mail, die du bekommen hast; wenn du das falsch findest, antworte darauf.
forgot-link = Passwort vergessen?
forgot-title = Passwort vergessen?
forgot-text = Gib die Adresse an, mit der du beigetreten bist. Wir schicken dir einen Link, um ein neues zu wählen.
forgot-button = Link schicken
forgot-sent-text = Gibt es zu dieser Adresse ein Konto, ist eine Mail mit einem Link unterwegs.
forgot-sent-text-to = Gibt es zu { $email } ein Konto, ist eine Mail mit einem Link unterwegs.
forgot-sent-hint = Der Link gilt 30 Minuten.
reset-title = Neues Passwort wählen
reset-text = Überall sonst wirst du abgemeldet.
reset-button = Speichern und anmelden
reset-gone-title = Dieser Link gilt nicht mehr
reset-gone-text = Er wurde schon benutzt, ist älter als 30 Minuten, oder ein neuerer wurde benutzt.

## Einstellungen

handle-title = Adresse deines Profils
handle = Kurzname
handle-hint = Dein Profil steht unter { $address }/in/ und diesem Namen. Links zu einem früheren Kurznamen gehen weiterhin.
handle-letters = Nimm Buchstaben von a bis z, Ziffern und einzelne Bindestriche.
handle-taken = Der ist vergeben. Versuche einen anderen.
password-change = Passwort ändern
password-ends-sessions = Überall sonst wirst du abgemeldet.
session-this = Dieses Gerät
session-seen = zuletzt benutzt
session-end = Abmelden
session-end-all = Überall abmelden
session-end-all-title = Überall abmelden?
session-end-all-text = Alle Browser und Geräte werden abgemeldet, auch dieses.
session-end-all-keep = Angemeldet bleiben
language = Sprache
language-browser = Wie dieser Browser
time-zone = Zeitzone
time-zone-hint = Zeiten werden auf den Seiten und in Mails in dieser Zone gezeigt.

## Mails

mail-link-hint = Geht der Knopf nicht, kopiere diese Adresse in deinen Browser:
mail-foot = Von { $community } gesendet, weil jemand dort diese Adresse angegeben hat. Fragen? Antworte auf diese Mail.

mail-confirm-subject = Bestätige deine Adresse für { $community }
mail-confirm-text = Hallo { $name },
    du möchtest { $community } beitreten. Bestätige, dass diese Adresse dir gehört, und du bist dabei. Der Link gilt einen Tag.
    Das warst nicht du? Dann tu nichts: Ohne den Link kann niemand deine Adresse verwenden.
mail-confirm-button = Adresse bestätigen

mail-known-subject = Du bist schon Mitglied von { $community }
mail-known-text = Hallo { $name },
    jemand, vielleicht du selbst, wollte { $community } mit dieser Adresse beitreten. Du hast schon ein Konto, melde dich also einfach an.
    Das warst nicht du? Dann tu nichts: Dein Konto ist, wie es war.
mail-known-button = Anmelden

mail-reset-subject = Wähle ein neues Passwort für { $community }
mail-reset-text = Hallo { $name },
    jemand hat am { $when } von { $from } aus ein neues Passwort angefordert. Wenn du das warst, wähle jetzt eines; der Link gilt 30 Minuten.
    Das warst nicht du? Dann tu nichts: Dein Passwort ist, wie es war.
mail-reset-button = Neues Passwort wählen

mail-changed-subject = Dein Passwort für { $community } wurde geändert
mail-changed-text = Hallo { $name },
    das Passwort deines Kontos wurde geändert, und alle anderen Geräte wurden abgemeldet.
    Das warst nicht du? Wähle sofort ein anderes und sag den Betreibern von { $community } Bescheid.
mail-changed-button = Das war ich nicht
