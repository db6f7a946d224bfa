# Was Mitglieder dem Team melden, und was sie davon erfahren.

report-link = { $name } melden
report-page = Diese Seite melden
report-title = { $name } melden
report-post-title = Beitrag von { $name } melden
report-comment-title = Kommentar von { $name } melden
report-text = Wer diese Gemeinschaft betreibt, liest deine Meldung und das, was du auf dieser Seite jetzt sehen kannst. Wen du meldest, erfährt nicht, dass du es warst.
report-category = Was ist nicht in Ordnung?
report-category-missing = Wähle, was nicht in Ordnung ist.
report-spam = Spam
report-spam-hint = Werbung oder immer wieder dasselbe.
report-fake = Unecht
report-fake-hint = Gibt sich für jemand oder etwas anderes aus oder behauptet, was nicht stimmt.
report-harassment = Belästigung
report-harassment-hint = Beleidigt oder bedroht jemanden oder stellt jemanden bloß.
report-hate = Hass oder Gewalt
report-hate-hint = Greift Menschen für das an, was sie sind, oder ruft zu Gewalt auf.
report-sexual = Sexuelle Inhalte
report-sexual-hint = Gehören nicht hierher, wer auch immer zu sehen ist.
report-fraud = Betrug
report-fraud-hint = Will Geld, Passwörter oder Dokumente oder bietet Arbeit an, die es nicht gibt.
report-other = Etwas anderes
report-other-hint = Sag uns unten, was es ist.
report-note = In deinen Worten
report-note-hint = Worauf soll das Team schauen? Nur das Team liest das.
report-note-missing = Sag mit ein paar Worten, was nicht in Ordnung ist.
report-too-many = Du hast an einem Tag zwanzigmal etwas gemeldet, und das Team hat alles davon. Melde dies morgen.
report-button = Meldung abschicken
report-back = Zurück zur Seite
report-known-text = Das Team hat deine Meldung dazu schon und wird darüber entscheiden. Dann bekommst du eine Mail.
report-known-list = Deine Meldungen ansehen

reported-text = Wen du gemeldet hast, erfährt nicht, dass du es warst.
# Was gemeldet ist, und mit einem Namen nach einem Doppelpunkt.
reported-party = Profil
reported-post = Beitrag
reported-comment = Kommentar
reported-party-of = { $name }
reported-post-of = ein Beitrag von { $name }
reported-comment-of = ein Kommentar von { $name }
reported-none-title = Du hast nichts gemeldet
reported-none-text = Wenn hier etwas nicht sein sollte, öffne das Profil oder die Seite oder das Menü des Beitrags oder Kommentars und wähle „melden“.
reported-open = Das Team hat noch nicht entschieden
reported-dismissed = Das Team hat nichts gefunden, was gegen die Regeln ist
reported-acted = Das Team hat dir recht gegeben und gehandelt

outcome-open = Offen
outcome-dismissed = Verworfen
outcome-mended = Erledigt
outcome-warned = Verwarnt
outcome-suspended = Gesperrt

mail-report-acted-subject = Deine Meldung: { $subject }
mail-report-acted-text = Hallo { $name },
    am { $when } hast du dem Team von { $community } etwas gemeldet: { $subject }. Das Team hat es sich angesehen, dir recht gegeben und gehandelt.
    Danke, dass du dir die Zeit genommen hast.
mail-report-dismissed-subject = Deine Meldung: { $subject }
mail-report-dismissed-text = Hallo { $name },
    am { $when } hast du dem Team von { $community } etwas gemeldet: { $subject }. Das Team hat es sich angesehen und nichts gefunden, was gegen die Regeln ist.
    Wenn du dort jemandem lieber nicht begegnest, kannst du die Person im Menü ihres Profils blockieren.
mail-report-button = Deine Meldungen ansehen
mail-warned-subject = Eine Verwarnung vom Team von { $community }
mail-warned-text = Hallo { $name },
    das Team von { $community } hat sich dein Profil angesehen und bittet dich, etwas zu ändern:
    { $reason }
    Dein Konto geht wie bisher. Wenn sich nichts ändert, kann das Team es sperren.
mail-suspended-subject = Dein Konto bei { $community } ist gesperrt
mail-suspended-text = Hallo { $name },
    das Team von { $community } hat dein Konto gesperrt. Du bist überall abgemeldet, und niemand findet dein Profil. Der Grund:
    { $reason }
    Wenn du das falsch findest, antworte auf diese Mail.
mail-post-removed-subject = Das Team von { $community } hat einen Beitrag von dir entfernt
mail-post-removed-text = Hallo { $name },
    das Team von { $community } hat einen Beitrag von dir entfernt. Der Grund:
    { $reason }
    Wenn du das falsch findest, antworte auf diese Mail.
mail-comment-removed-subject = Das Team von { $community } hat einen Kommentar von dir entfernt
mail-comment-removed-text = Hallo { $name },
    das Team von { $community } hat einen Kommentar von dir entfernt. Der Grund:
    { $reason }
    Wenn du das falsch findest, antworte auf diese Mail.
mail-post-warned-subject = Eine Verwarnung vom Team von { $community }
mail-post-warned-text = Hallo { $name },
    das Team von { $community } hat einen Beitrag von dir entfernt und verwarnt dich:
    { $reason }
    Dein Konto geht wie bisher. Wenn es wieder vorkommt, kann das Team es sperren.
mail-comment-warned-subject = Eine Verwarnung vom Team von { $community }
mail-comment-warned-text = Hallo { $name },
    das Team von { $community } hat einen Kommentar von dir entfernt und verwarnt dich:
    { $reason }
    Dein Konto geht wie bisher. Wenn es wieder vorkommt, kann das Team es sperren.
