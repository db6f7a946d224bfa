//! Every route for every principal (R24). The expectations are kept by hand; a route that is not listed fails.
