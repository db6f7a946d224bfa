post-new = Neuer Beitrag
post-label = Was möchtest du teilen?
post-placeholder = Teile etwas, das deinem Netzwerk nützt
post-audience = Wer es lesen kann
post-sent-before = Mit diesem Formular wurde schon ein anderer Text gepostet. Wenn du auch diesen posten willst, sende ihn noch einmal.
post-audience-hint = Von jetzt an. Wer nicht dazugehört, findet es nicht mehr.
post-audience-unknown = Wähle, wer es lesen kann.
post-for-everyone = Alle
post-for-members = Mitglieder
post-for-connections = Kontakte
post-publish = Posten
post-too-many = Du hast in kurzer Zeit sehr viel gepostet. Dein Text ist noch da: Versuche es in einer Stunde wieder.
post-more = Mehr zu diesem Beitrag
post-copy = Link kopieren
post-hide = Interessiert mich nicht
# Wo ein Beitrag stand, der eben ausgeblendet wurde.
post-hidden = Du siehst diesen Beitrag von { $name } nicht mehr auf deiner Startseite.
post-untag = Meine Erwähnung entfernen
person-mute = { $name } stumm schalten
person-snooze = { $name } 30 Tage lang stumm schalten
post-report = Beitrag melden
comment-more = Mehr zu diesem Kommentar
comment-report = Kommentar melden
post-edit = Bearbeiten
post-remove = Löschen
preview-refresh = Seite neu abfragen
preview-remove = Vorschau entfernen
preview-restore = Vorschau zeigen
post-edited = Bearbeitet
post-title = Beitrag von { $name }
post-all-of = Alle Beiträge von { $name }
post-edit-title = Beitrag bearbeiten
post-edit-text = Was vorher dort stand, bleibt unter „Bearbeitet“ lesbar für alle, die es lesen konnten und den Beitrag jetzt lesen können.
post-text = Text
post-save = Speichern
post-says-now = Was jetzt dort steht
post-edited-elsewhere = Dieser Beitrag wurde anderswo geändert, seit du diese Seite geöffnet hast. Dein Text ist noch da: Speichere noch einmal, um zu ersetzen, was jetzt dort steht.
post-edited-often = Dieser Beitrag wurde dreißigmal bearbeitet, öfter geht es nicht. Du kannst nur noch ändern, wer ihn lesen kann.
post-history-title = Änderungen
post-version-now = Jetzt
posts-of = Beiträge von { $name }
posts-profile = Profil
posts-none-title = Keine Beiträge
posts-none-text = Hier ist nichts, was du lesen kannst.
posts-none-own-title = Du hast noch nichts gepostet
posts-none-own-text = Was du postest, steht hier.
posts-write = Beitrag schreiben
feed-you = Du
feed-own = Deine Beiträge
feed-links = Schnellzugriff
feed-posts = Beiträge
feed-none-title = Noch nichts hier
feed-none-text = Was deine Kontakte und alle, denen du folgst, posten, steht hier, das Neueste zuerst.
feed-no-more-title = Das ist alles
feed-no-more-text = Ältere Beiträge gibt es nicht.
feed-first = Zum Neuesten
feed-new = { $n ->
    [one] { $n } neuer Beitrag
   *[other] { $n } neue Beiträge
}
feed-new-many = { $n }+ neue Beiträge
mentions-offered = Personen zum Erwähnen
feed-find = Leute, die du kennen könntest
feed-newest = Neueste Mitglieder
feed-alone-title = Du bist die erste Person hier
feed-alone-text = Wer nach dir beitritt, steht hier.
tag-text = Beiträge mit diesem Hashtag, die du lesen kannst, das Neueste zuerst.
post-read-on = Weiterlesen
post-keep = Diesen Beitrag merken
saved-title = Gemerkt
saved-text = Beiträge, die du dir gemerkt hast, der letzte zuerst. Nur du siehst das.
saved-none-title = Nichts gemerkt
saved-none-text = Das Lesezeichen unter einem Beitrag merkt ihn, für dich allein.
reaction-like = Gefällt mir
reaction-celebrate = Glückwunsch
reaction-support = Unterstütze ich
reaction-insightful = Aufschlussreich
reaction-curious = Macht neugierig
react-choose = Reaktion wählen
reactions-see = { $n ->
    [one] Eine Reaktion: ansehen, von wem
   *[other] { $n } Reaktionen: ansehen, von wem
}
reactions-count = { $n ->
    [one] Eine Reaktion
   *[other] { $n } Reaktionen
}
reactions-title = Reaktionen
reactions-back = Zu dem, worauf reagiert wurde
reactions-which = Welche Reaktionen
reactions-all = Alle
reactions-none = Keine Reaktionen
reactions-none-text = Es gibt keine, die du sehen kannst.
comments = Kommentare
comments-count = { $n ->
    [0] Kommentieren
    [one] 1 Kommentar
   *[other] { $n } Kommentare
}
comments-order = Reihenfolge der Kommentare
comments-relevant = Meistbesprochene
comments-newest = Neueste
comments-earlier = Frühere Antworten zeigen
comments-more = Weitere Antworten zeigen
comments-more-replies = { $n ->
    [one] Eine weitere Antwort zeigen
   *[other] { $n } weitere Antworten zeigen
}
comments-closed = { $name } hat die Kommentare zu diesem Beitrag geschlossen.
comments-for-connections = Nur Kontakte von { $name } können diesen Beitrag kommentieren.
comments-for-mentioned = Nur wer von { $name } erwähnt wird, kann diesen Beitrag kommentieren.
comment-label = Kommentar schreiben
comment-reply-label = Antwort schreiben
comment-send = Senden
comment-reply = Antworten
comment-replies = Antworten
comment-by-author = Autor
comment-asked = Der Kommentar des Links
comment-gone = Den Kommentar dieses Links gibt es nicht mehr, oder er ist nicht für dich.
comment-taken-back = Dieser Kommentar wurde von seinem Verfasser gelöscht.
comment-removed = Dieser Kommentar wurde vom Verfasser des Beitrags entfernt.
comment-taken-down = Dieser Kommentar wurde vom Team entfernt.
comment-hidden = Dieser Kommentar wird dir nicht gezeigt.
comment-sent-before = Dieses Formular hat schon einen anderen Kommentar gesendet. Wenn du auch diesen senden willst, sende ihn noch einmal.
comment-too-many = Du hast in kurzer Zeit sehr viel kommentiert. Dein Text ist noch da: versuch es in einer Stunde wieder.
comment-answered-gone = Worauf du antwortest, wurde zurückgenommen. Dein Text ist noch da: sende ihn noch einmal als eigenen Kommentar.
comment-edit-title = Kommentar bearbeiten
comment-edited-elsewhere = Dieser Kommentar wurde anderswo geändert, seit du diese Seite geöffnet hast. Dein Text ist noch da: speichere noch einmal, um zu ersetzen, was jetzt dasteht.
commenters = Wer kommentieren kann
commenters-hint = Du kannst es immer. Was schon gesagt wurde, bleibt.
commenters-readers = Alle, die ihn lesen können
commenters-connections = Meine Kontakte
commenters-mentioned = Wen er erwähnt
commenters-nobody = Niemand
commenters-unknown = Wähle, wer kommentieren kann.
post-settings = Weitere Einstellungen
post-photos = Fotos
drafts-count = { $n ->
    [one] { $n } Entwurf
   *[other] { $n } Entwürfe
}
drafts-title = Entwürfe
drafts-all = Alle Entwürfe
drafts-text = Was du angefangen hast, das zuletzt Geänderte zuerst; höchstens fünfzig. Nur du siehst sie. Was neunzig Tage liegen bleibt, wird gelöscht.
drafts-none-title = Keine Entwürfe
drafts-none-text = Ein Beitrag mit Fotos beginnt als Entwurf. Er bleibt hier, bis du ihn postest.
drafts-full = Du hast fünfzig Entwürfe, mehr passen nicht. Poste oder lösche zuerst einen; dein Text ist noch da.
draft-title = Entwurf
draft-untitled = Noch nichts geschrieben
draft-save = Entwurf speichern
draft-remove = Entwurf löschen
draft-saved = Gespeichert
draft-not-saved = Nicht gespeichert. Dein Text ist noch da: Drücke „Entwurf speichern“.
draft-elsewhere-short = Dieser Entwurf wurde in einem anderen Tab geändert. Dein Text hier ist nicht gespeichert: Drücke „Entwurf speichern“, um beide zu sehen.
draft-elsewhere = Dieser Entwurf wurde anderswo geändert, seit du diese Seite geöffnet hast. Dein Text ist noch da: Speichere noch einmal, um zu ersetzen, was jetzt dort steht.
images-title = Bilder
images-add = Bilder hinzufügen
images-hint = JPEG, PNG, WebP oder GIF; bis zu zwanzig in einem Beitrag, je 16 MB. Wo und wann sie aufgenommen wurden, wird entfernt.
images-send = Hinzufügen
images-send-hint = Bis zu { $n } MB auf einmal. Speichere zuerst deinen Text, wenn du seitdem etwas geschrieben hast.
images-progress = Bild #number von #count ist unterwegs …
images-failed = Datei #number konnte nicht gesendet werden. Versuche es mit ihr allein noch einmal.
images-refused = Datei { $n }: { $why }
images-busy = Gerade ist zu viel zu tun. Sende sie gleich noch einmal.
images-too-many = Du hast in kurzer Zeit sehr viele Bilder gesendet. Sende sie in einer Stunde noch einmal.
images-undescribed = Sag mit ein paar Worten, was jedes Bild zeigt, für alle, die es nicht sehen können. Du kannst auch ohne posten und es später ergänzen.
images-described = Jedes Bild ist beschrieben.
images-of-post = Was ein Bild zeigt, in Worten, für alle, die es nicht sehen können. Bilder kannst du herausnehmen, aber nicht hinzufügen.
images-describe = Beschreibungen speichern
images-more = und { $n ->
    [one] ein weiteres Bild
   *[other] { $n } weitere Bilder
}
image-full = Ein Beitrag fasst zwanzig Bilder. Dieses hat nicht mehr hineingepasst.
image-alt = Was Bild { $n } zeigt
image-alt-too-long = Was ein Bild zeigt, passt in { $limit } Zeichen. Eine der Beschreibungen ist länger.
image-unnamed = Bild { $n } von { $of }, ohne Beschreibung
image-up = Bild { $n } nach oben
image-down = Bild { $n } nach unten
image-remove = Bild { $n } entfernen
image-previous = Voriges Bild
image-next = Nächstes Bild
image-number = #number von #count
sharing = Wer ihn weitergeben kann
sharing-hint = Was für Kontakte ist, bleibt unter ihnen.
sharing-free = Wer ihn liest: weitergeben und zitieren
sharing-unquoted = Wer ihn liest: nur weitergeben
sharing-nobody = Niemand
sharing-unknown = Wähle, wer ihn weitergeben kann.
repost = Weitergeben
repost-undo = Nicht mehr weitergeben
repost-closed = Wer das geschrieben hat, möchte nicht, dass es weitergegeben wird.
repost-cue = { $others ->
    [0] hat das weitergegeben
    [one] und noch jemand, dem du folgst, haben das weitergegeben
   *[other] und { $others } andere, denen du folgst, haben das weitergegeben
}
repost-cue-own = { $others ->
    [0] Du hast das weitergegeben
    [one] Du und noch jemand, dem du folgst, habt das weitergegeben
   *[other] Du und { $others } andere, denen du folgst, habt das weitergegeben
}
reposts-count = { $n ->
    [0] Weitergeben
    [one] Einmal weitergegeben
   *[other] { $n }-mal weitergegeben
}
reposts-see = { $n ->
    [one] Einmal weitergegeben: ansehen
   *[other] { $n }-mal weitergegeben: ansehen
}
reposts-title = Wer es weitergegeben hat
reposts-none = Niemand, den du sehen kannst
reposts-none-text = Wer ihn weitergibt, steht hier.
quote = Zitieren
quote-title = Einen Beitrag zitieren
quote-text = Deine Worte, darunter der Beitrag. Gezeigt wird er denen, die ihn lesen können, anderen nicht.
quote-refused = Wer das geschrieben hat, möchte nicht zitiert werden. Dein Text steht noch hier.
quote-detach = Meinen Beitrag hier herausnehmen
quote-detached = Wer den zitierten Beitrag geschrieben hat, hat ihn herausgenommen.
quote-away = Der zitierte Beitrag ist nicht verfügbar.
quotes-see = { $n ->
    [one] Einmal zitiert
   *[other] { $n }-mal zitiert
}
quotes-title = Zitate
quotes-of = Zum Beitrag
quotes-none-title = Keine Zitate
quotes-none-text = Hier ist nichts, was du lesen kannst.
poll = Umfrage
poll-text = Der Text fragt, dies sind die Antworten: zwei bis vier. Lass sie leer, wenn du keine Umfrage willst.
poll-option = Antwort { $n }
poll-options = Antworten
poll-days = Offen für
poll-for-days = { $n ->
    [one] { $n } Tag
   *[other] { $n } Tage
}
poll-fixed = Antworten und Dauer lassen sich nach dem Posten nicht mehr ändern. Niemand sieht, wer wie abstimmt, und du siehst das Ergebnis wie alle: wenn du abgestimmt hast, oder am Ende.
poll-one-option = Eine Umfrage braucht mindestens zwei Antworten. Schreib noch eine, oder lass alle leer.
poll-option-twice = Diese Antwort gibt es schon. Schreib eine andere.
poll-days-unknown = Wähle, wie lange sie offen ist.
poll-choose = Wähle eine Antwort
poll-vote = Abstimmen
poll-change = Stimme ändern
poll-yours = Deine Stimme
poll-none-chosen = Wähle eine der Antworten.
poll-sign-in = Zum Abstimmen anmelden
poll-secret = Niemand sieht, wie du abstimmst
poll-votes = { $n ->
    [one] { $n } Stimme
   *[other] { $n } Stimmen
}
poll-percent = { $n } %
poll-days-left = { $n ->
    [one] noch { $n } Tag
   *[other] noch { $n } Tage
}
poll-hours-left = { $n ->
    [one] noch { $n } Stunde
   *[other] noch { $n } Stunden
}
poll-minutes-left = { $n ->
    [one] noch { $n } Minute
   *[other] noch { $n } Minuten
}
poll-ended = Beendet
poll-end-early = Umfrage beenden
poll-end = Umfrage jetzt beenden
poll-of-post = Antworten und Dauer lassen sich nicht mehr ändern. Du kannst die Umfrage vorzeitig beenden: Dann sehen alle, die den Beitrag lesen, das Ergebnis, und niemand stimmt mehr ab.
poll-of-post-over = Diese Umfrage ist beendet. Ihre Antworten lassen sich nicht mehr ändern.

# Was jemand auf der Startseite nicht sehen will.
muted-text = Nichts davon steht auf deiner Startseite. Überall sonst steht es wie zuvor, Kontakte bleiben, und niemand erfährt davon.
muted-all = Wörter und Personen
muted-posts = Ausgeblendete Beiträge
muted-posts-text = Beiträge, die du auf deiner Startseite ausgeblendet hast. Sonst erfährt niemand davon.
muted-no-posts-title = Du hast keinen Beitrag ausgeblendet
muted-no-posts-text = Um einen auszublenden, wähle in seinem Menü auf deiner Startseite „Interessiert mich nicht“.
muted-show = Wieder zeigen
muted-terms = Wörter und Hashtags
muted-term = Wort, Wendung oder #Hashtag
muted-term-hint = Groß oder klein ist gleich, und ein Wort wird als ganzes Wort gefunden.
muted-add = Stumm schalten
muted-end = Nicht mehr stumm
muted-full = Du hast davon schon { $limit } stumm geschaltet. Nimm erst etwas heraus.
muted-people = Personen
muted-nobody-title = Du hast niemanden stumm geschaltet
muted-nobody-text = Um jemanden stumm zu schalten, für immer oder 30 Tage lang, öffne das Menü eines Beitrags der Person.
muted-until = Stumm bis
muted-since = Stumm seit
