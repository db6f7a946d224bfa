# Wie Menschen zueinander stehen: Blockieren.

person-more = Mehr zu { $name }
block-link = { $name } blockieren
block-title = { $name } blockieren?
block-text = Blockiere, wem du hier nicht begegnen willst. Einen Grund brauchst du nicht.
block-does = Was geschieht
block-does-apart = Ihr findet einander nicht mehr: kein Profil, kein Platz in Listen und in der Suche, keine Zeile auf der Seite einer Firma.
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
