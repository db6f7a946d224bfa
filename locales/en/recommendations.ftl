# People somebody may know.

suggested-title = People you may know
suggested-text = From your connections' connections, where you worked and learned, and who is new here; never from who looked at whom.
suggested-all = See all
suggested-none = Nobody to suggest right now. Say on your profile where you worked and learned, and people will turn up here.
suggested-loading = Connections are warming up. Mutual ones show in a moment.
suggested-worked = You both worked at { $company }
suggested-studied = You both learned at { $school }
suggested-new = New here
suggested-dismiss = Do not suggest { $name }
