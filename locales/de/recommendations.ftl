# Menschen, die jemand kennen könnte.

suggested-title = Kennst du vielleicht
suggested-text = Aus den Kontakten deiner Kontakte, wo ihr gearbeitet und gelernt habt, wer bei dir in der Nähe dasselbe kann, und wer neu hier ist; nie daraus, wer wen angesehen hat.
suggested-all = Alle ansehen
suggested-none = Gerade gibt es niemanden vorzuschlagen. Schreib in dein Profil, wo du bist, wo du gearbeitet und gelernt hast und was du kannst, dann ändert sich das.
suggested-loading = Die Kontakte werden noch geladen. Gemeinsame zeigen sich gleich.
suggested-worked = Ihr habt beide bei { $company } gearbeitet
suggested-studied = Ihr habt beide hier gelernt: { $school }
suggested-alike = Auch in { $place }, auch mit { $skill }
suggested-new = Neu hier
suggested-dismiss = { $name } nicht vorschlagen
