"""People at the lab's pages, without a browser: forms, cookies, redirects. For verbs and measurements."""
