# Die Gemeinschaft gründen, und die Seiten der Betreiber.

## Der erste Start

setup-title = Gründe deine Gemeinschaft
setup-code-text = Diese Seite ist neu. Im Protokoll des Servers steht ein Code für dieses eine Mal: Gib ihn hier ein, dann geht es weiter.
setup-code = Code aus dem Protokoll
setup-code-wrong = Das ist nicht der Code aus dem Protokoll. Er ändert sich bei jedem Start des Servers.
setup-next = Weiter
setup-text = Ein paar Worte über deine Gemeinschaft, dann dein eigenes Konto. Alles lässt sich später ändern.
setup-you = Dein Konto
setup-button = Gemeinschaft gründen

## Einstellungen

community-name = Name der Gemeinschaft
community-tagline = In einer Zeile
community-tagline-hint = Steht groß auf der Eingangsseite.
community-about = Über diese Gemeinschaft
community-about-hint = Markdown: **fett**, *kursiv*, Listen. Steht auf der Seite „Über uns“.
community-accent = Akzentfarbe
community-accent-hint = Jede Farbe geht: Sie wird so angepasst, dass man sie hell und dunkel lesen kann.
accent-unreadable = Wähle eine Farbe oder schreib sie wie #205f4c.
community-registration = Wer beitreten darf
registration-closed = Niemand Neues
registration-invite = Wer eine Einladung hat
registration-open = Wer eine E-Mail-Adresse hat
community-door = Wer Mitglieder um einen Kontakt bitten darf
community-door-hint = Gilt für alle, die es nicht in ihren Einstellungen gewählt haben.
community-door-everyone = Alle Mitglieder
community-door-shared = Wer einen gemeinsamen Kontakt hat
community-door-email = Wer ihre E-Mail-Adresse kennt
community-door-nobody = Niemand
community-previews = Vorschau von Links
community-previews-on = An
community-previews-off = Aus
community-previews-hint = Ein Beitrag, der auf eine Seite verlinkt, zeigt ihren Titel und ihr Bild. Dieser Server fragt die Seite danach, für wen der Beitrag auch ist; mit „Aus“ fragt er niemanden, und kein Beitrag zeigt eine Vorschau.

## Die Seiten der Betreiber

admin-home = Übersicht
admin-home-heading = Wie es steht
admin-people = Unbestätigt
admin-invites = Einladungen
admin-mail = Mail
admin-settings = Gemeinschaft
admin-log = Protokoll

admin-figures = In Zahlen
admin-members = Mitglieder
admin-waiting = Warten darauf, ihre Adresse zu bestätigen
admin-pending = Mails und andere Arbeit, die noch läuft
admin-keeps-mail = Mails bleiben auf diesem Server und erreichen niemanden. Nenne in der Konfiguration einen SMTP-Server, um sie zu senden.
admin-see-mail = Ansehen, was hiergeblieben ist
admin-parked = { $n ->
    [one] Eine Zustellung hat nicht geklappt.
   *[other] { $n } Zustellungen haben nicht geklappt.
}
admin-see-parked = Ansehen, welche und warum

admin-people-text = Sie möchten beitreten und haben den Link in ihrer Mail noch nicht geöffnet.
admin-people-empty = Niemand wartet
admin-people-empty-text = Wer beitreten möchte, steht hier, bis der Link in der Mail geöffnet wird oder ein Tag vergangen ist.
admin-people-which = Welche Personen
admin-suspended = Gesperrt
admin-suspended-text = Sie können sich nicht anmelden, und niemand findet sie. Warum, steht im Protokoll und in den Meldungen über sie.
admin-suspended-none = Niemand ist gesperrt
admin-suspended-none-text = Wen du wegen einer Meldung sperrst, steht hier und kann zurückgeholt werden.
admin-restore = Zurückholen
suspend-self = Du kannst dich nicht selbst sperren.
suspend-last-operator = Jemand muss diese Gemeinschaft betreiben: Wer das als Letztes tut, kann nicht gesperrt werden.

admin-reports = Meldungen
admin-reports-text = Was Mitglieder an einem Profil, einer Seite, einem Beitrag oder einem Kommentar nicht in Ordnung finden. Die ältesten stehen oben.
admin-reports-which = Welche Meldungen
admin-reports-open = Offen
admin-reports-closed = Geschlossen
admin-reports-none = Keine Meldung wartet
admin-reports-none-text = Was Mitglieder melden, steht hier, bis jemand entscheidet.
admin-reports-closed-none = Noch keine Meldung ist geschlossen
admin-reports-closed-none-text = Meldungen, über die ihr entschieden habt, stehen hier mit dem, was daraus wurde.
admin-reports-waiting = Meldungen, die auf eine Entscheidung warten
admin-reports-about = { $n ->
    [one] { $n } Meldung
   *[other] { $n } Meldungen
}
admin-reports-back = Alle Meldungen
admin-report-title = Meldung über { $name }
admin-report-by = Gemeldet von
# Was das Wort derer wert ist, die melden: wie vielen ihrer früheren Meldungen das Team recht gab.
admin-report-worth = { $judged ->
    [0] bisher nichts entschieden
   *[other] bisher { $upheld } von { $judged } recht gegeben
}
admin-report-look = Ansehen
admin-report-no-note = Ohne Anmerkung.
admin-report-evidence = Was zu sehen war
admin-report-evidence-text = So, wie es im Augenblick der Meldung war; es kann seitdem geändert worden sein.
admin-report-decide = Entscheiden
admin-report-reason = Grund
admin-report-reason-hint = Er kommt ins Protokoll. Wer verwarnt oder gesperrt wird oder dessen Worte entfernt werden, liest ihn in einer Mail: Schreib also nichts, woran zu sehen ist, wer gemeldet hat.
admin-report-for-all = { $n ->
    [one] Die andere offene Meldung darüber genauso schließen
   *[other] Die anderen { $n } offenen Meldungen darüber genauso schließen
}
admin-report-dismiss = Verwerfen
admin-report-warn = Verwarnen
admin-report-suspend = Sperren
admin-report-mend = Erledigt
admin-report-take-down = Entfernen
admin-report-take-down-warn = Entfernen und verwarnen
admin-report-gone = Weg
admin-report-beside = Andere Meldungen darüber
report-closed-already = Jemand anderes hat inzwischen über diese Meldung entschieden. Lade sie neu, um zu sehen, wie.
admin-confirm = Von Hand bestätigen

admin-invites-text = Schick den Link, wem du magst. Wer ihn öffnet, darf beitreten.
invite-new = Neue Einladung
invite-note = Wofür sie ist
invite-note-hint = Das lesen nur du und andere Betreiber.
invite-uses = Wie viele Personen sie benutzen dürfen
invite-days = Für wie viele Tage
number-out-of-range = Eine Zahl von 1 bis { $limit }.
invite-create = Link erzeugen
invite-link = Hier ist der Link. Kopiere ihn jetzt: Er wird nicht noch einmal gezeigt.
invite-open = Offene Einladungen
invite-empty = Keine offenen Einladungen
invite-empty-text = Eine Einladung von dir steht hier, bis sie aufgebraucht oder abgelaufen ist.
invite-unnamed = Ohne Notiz
invite-left = { $n ->
    [one] Noch eine Person, bis { $day }
   *[other] Noch { $n } Personen, bis { $day }
}
invite-end = Schließen
invites-full = Es sind zu viele Einladungen offen. Schließ erst welche.

mail-empty = Noch keine Mail
mail-empty-text = Jede Mail, die diese Seite senden würde, wird hier aufgehoben.
mail-text = Text der Mail
mail-back = Zurück zu allen Mails
mail-sent-elsewhere = Mails gehen über deinen SMTP-Server hinaus. Hier wird nichts davon aufgehoben.
deliveries-title = Nicht zugestellt
deliveries-text = Diese wurden viele Male versucht und aufgegeben. Behebe die Ursache und versuche es dann noch einmal.
deliveries-empty = Alles zugestellt
deliveries-empty-text = Nichts wurde aufgegeben.
deliveries-tries = { $n ->
    [one] Einmal versucht
   *[other] { $n }-mal versucht
}
deliveries-retry = Noch einmal versuchen
deliveries-discard = Verwerfen

log-text = Was Betreiber getan haben, das Neueste zuerst. Hier lässt sich nichts ändern.
log-empty = Noch nichts
log-empty-text = Was Betreiber ändern, wird hier aufgeschrieben.
log-machine = Wer den Server betreibt
log-settings-change = hat die Einstellungen der Gemeinschaft geändert
log-person-confirm = hat eine Adresse von Hand bestätigt
log-person-suspend = hat ein Mitglied gesperrt
log-person-restore = hat ein Mitglied zurückgeholt
log-report-dismiss = hat eine Meldung verworfen
log-report-mend = hat eine Meldung erledigt
log-report-take-down = hat entfernt, was gemeldet war
log-report-warn = hat jemanden wegen einer Meldung verwarnt
log-report-suspend = hat eine Meldung mit einer Sperre geschlossen
log-invite-create = hat eine Einladung angelegt
log-invite-end = hat eine Einladung geschlossen
log-operator-create = hat jemanden als Betreiber angelegt
log-operator-promote = hat ein Mitglied zum Betreiber gemacht
log-operator-reset = hat ein neues Passwort gesetzt
log-delivery-retry = hat eine Zustellung noch einmal versuchen lassen
log-delivery-discard = hat eine Zustellung verworfen
log-company-change = hat eine Firma geändert
log-company-merge = hat zwei Firmen zusammengeführt
log-company-separate = hat zwei Firmen getrennt
log-skill-merge = hat zwei Kenntnisse zusammengeführt
log-skill-separate = hat zwei Kenntnisse getrennt
log-other = hat etwas getan, wofür diese Version keine Worte hat

## Firmen und Kenntnisse

admin-companies = Firmen und Schulen
admin-companies-text = Mitglieder haben sie hergebracht, indem sie sie im Profil nannten. Verbessere Namen, führe Doppelte zusammen, blende aus, was keine ist.
admin-companies-filter = Name beginnt mit
admin-companies-back = Alle Firmen
admin-companies-empty = Keine solche Firma
admin-companies-empty-text = Sobald ein Mitglied im Profil einen Arbeitgeber oder eine Schule nennt, steht sie hier.
company-hidden = Ausgeblendet
company-is-now = Das ist jetzt { $name }
company-merged-text = Wer sie nennt, erscheint unter diesem Namen, und ihre Seite führt dorthin.
company-separate = Wieder trennen
company-known = Was bekannt ist
company-name = Name
company-kind = Art
company-location = Wo sie ist
company-website = Website
company-hide = Ausblenden
company-hide-hint = Dann hat sie keine Seite und wird niemandem angeboten. In Profilen steht der Name, wie er geschrieben wurde.
company-merge = Dieselbe wie eine andere
company-merge-text = Wer diese nennt, erscheint dann bei der anderen. Es lässt sich wieder trennen.
company-merge-into = Adresse der Seite der anderen
company-merge-hint = Etwa /company/tu-delft.
company-merge-button = Zusammenführen
company-merge-same = Sie sind schon eins.
company-merge-unknown = Unter dieser Adresse gibt es keine Firma.
admin-skills = Kenntnisse
admin-skills-text = Mitglieder haben sie hergebracht, indem sie sie nannten. Führe zusammen, was andere Namen für dasselbe sind.
admin-skills-filter = Name beginnt mit
admin-skills-empty = Keine solche Kenntnis
admin-skills-empty-text = Sobald ein Mitglied im Profil eine Kenntnis nennt, steht sie hier.
skill-same-as = Ist ein anderer Name für
skill-merge = Zusammenführen
skill-separate = Trennen
skill-merge-same = Sie sind schon eins.
skill-merge-unknown = Eine Kenntnis dieses Namens gibt es nicht.
admin-reactions = Reaktionen
admin-reactions-text = Was Mitglieder zu Beiträgen und Kommentaren geben können. Die erste ist es, die ein Klick gibt. Was gegeben wurde, bleibt, auch wenn es nicht mehr angeboten wird.
admin-reaction-off = Nicht angeboten
admin-reaction-forward = { $name } nach oben
admin-reaction-withdraw = Nicht mehr anbieten
admin-reaction-offer = Anbieten
admin-reaction-add = Reaktion hinzufügen
admin-reaction-sign = Zeichen
admin-reaction-sign-hint = Ein Emoji.
admin-reaction-name = Name
admin-reaction-name-hint = In der Sprache deiner Gemeinschaft; die fünf, die Athena mitbringt, sind übersetzt.
reaction-sign-none = Ein Zeichen ist ein Emoji.
reactions-full = Es gibt zwölf Reaktionen, mehr können es nicht sein.
log-reactions-change = hat die Reaktionen geändert
