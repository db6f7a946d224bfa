# Der Rahmen um jede Seite: Leisten, Menüs, Fußzeile und die Wörter aller Formulare und Listen.

skip-link = Zum Inhalt springen
close = Schließen

## Leisten und Menüs

nav-main = Hauptmenü
nav-main-phone = Hauptmenü, Telefon
nav-foot = Über diese Seite
nav-home = Start
nav-people = Personen
nav-admin = Verwaltung
nav-me = Ich
nav-me-menu = Ich: Kontomenü
nav-profile = Profil ansehen
nav-edit-profile = Profil bearbeiten
nav-settings = Einstellungen
nav-sign-out = Abmelden
nav-sign-in = Anmelden
nav-join = Beitreten
nav-about = Über uns
nav-language-menu = Sprache und Darstellung
runs-on = Läuft mit Athena, quelloffen

theme = Darstellung
theme-system = Wie dieses Gerät
theme-light = Hell
theme-dark = Dunkel

## Tastenkürzel

keys-title = Tastenkürzel
keys-on = Tastenkürzel auf diesem Gerät verwenden
keys-home = Zur Startseite
keys-people = Zu den Personen
keys-help = Diese Liste zeigen
keys-close = Schließen, was offen ist

## Einstellungen

settings-account = Konto
settings-sessions = Angemeldete Geräte
settings-privacy = Privatsphäre
settings-appearance = Sprache und Darstellung

## Formulare und Listen

field-optional = freiwillig
# Wie voll ein Feld ist, etwa „32 von 220“. #used und #limit ersetzt der Browser.
field-count = #used von #limit
form-errors = Das fehlt noch
list-more = Mehr zeigen

## Wenn etwas nicht klappt

toast-failed = Das ist nicht angekommen. Prüfe die Verbindung und versuche es noch einmal.
error-request = Nenne diese Nummer, wenn du um Hilfe bittest:
