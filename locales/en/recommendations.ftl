# People somebody may know.

suggested-title = People you may know
suggested-text = From your connections' connections, where you worked and learned, who does what you do where you are, and who is new here; never from who looked at whom.
suggested-all = See all
suggested-none = Nobody to suggest right now. Say on your profile where you are, where you worked and learned and what you can do, and people will turn up here.
suggested-loading = Connections are warming up. Mutual ones show in a moment.
suggested-worked = You both worked at { $company }
suggested-studied = You both learned at { $school }
suggested-alike = Also in { $place }, also with { $skill }
suggested-new = New here
suggested-dismiss = Do not suggest { $name }
