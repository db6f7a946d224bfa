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
