//! Every route for every principal (R24). The expectations are kept by hand; a route that is not listed fails.

use std::collections::BTreeSet;

use athena::kernel::{DeliveryId, Error, SessionId, SignUpId};
use athena::network::connections;
use athena::posts::polls::{self, PollSketch};
use athena::posts::previews;
use athena::reports::filing::Target;
use axum::body::Body;
use axum::http::Method;

use crate::support::{Browser, PASSWORD, Page, Person, REFUSED, Site, world};

/// Method, path, gate, whose object the path names (`-`: none), what guest, member, operator, expired session and
/// suspended member get, and the form that is sent.
///
/// An answer is a status; `login` is the way to the sign-in page. A redirect for htmx counts as 303. In forms, `{n}`
/// is another number for each cell, `{email}` the address of somebody who is not the one asking; `{picture}` sends a file.
const TABLE: &str = "
GET  /                           public    -      200    303    303    200    200
GET  /about                      public    -      200    200    200    200    200
GET  /brand.css                  public    -      200    200    200    200    200
GET  /robots.txt                 public    -      200    200    200    200    200
GET  /healthz                    public    -      200    200    200    200    200
GET  /readyz                     public    -      200    200    200    200    200
GET  /live                       member    -      login  426    426    login  login
GET  /join                       public    -      200    303    303    200    200
POST /join                       public    -      303    303    303    303    303    name=Joan&email=n{n}@example.org&password=a+fine+long+phrase
GET  /join/sent                  public    -      200    200    200    200    200
GET  /invite/{code}              public    other  303    303    303    303    303
GET  /verify/{link}              public    other  200    200    200    200    200
POST /verify/{link}              public    other  422    422    422    422    422    password=not+the+password
POST /verify/{link}              public    other  303    303    303    303    303    password=correct+horse+battery
GET  /login                      public    -      200    303    303    200    200
POST /login                      public    -      422    422    422    422    422    email=n{n}@example.org&password=not+the+password
POST /login                      public    -      303    303    303    303    303    email={email}&password=correct+horse+battery
POST /logout                     public    -      303    303    303    303    303
GET  /forgot                     public    -      200    200    200    200    200
POST /forgot                     public    -      303    303    303    303    303    email=n{n}@example.org
GET  /forgot/sent                public    -      200    200    200    200    200
GET  /reset/{link}               public    other  200    200    200    200    200
POST /reset/{link}               public    other  303    303    303    303    303    password=another+fine+phrase
POST /preferences                public    -      303    303    303    303    303    theme=dark&next=/about
GET  /settings                   member    -      login  303    303    login  login
GET  /settings/account           member    -      login  200    200    login  login
POST /settings/handle            member    -      login  303    303    login  login  handle=renamed-{n}
POST /settings/password          member    -      login  422    422    login  login  present=not+the+password&password=another+fine+phrase
GET  /settings/sessions          member    -      login  200    200    login  login
POST /settings/sessions/end      member    -      login  303    303    login  login
POST /settings/sessions/{id}/end member    other  login  404    404    login  login
POST /settings/sessions/{id}/end member    own    login  303    303    login  login
GET  /settings/appearance        member    -      login  200    200    login  login
POST /settings/appearance        member    -      login  303    303    login  login  theme=dark&language=en&time_zone=UTC
GET  /settings/privacy           member    -      login  200    200    login  login
POST /settings/privacy           member    -      login  303    303    login  login  is_public=on
GET  /settings/blocked           member    -      login  200    200    login  login
GET  /settings/reports           member    -      login  200    200    login  login
POST /settings/blocked/{id}/end  member    other  login  303    303    login  login
GET  /settings/connections       member    -      login  200    200    login  login
POST /settings/connections       member    -      login  303    303    login  login  door=everyone&list=members
POST /feed                       member    -      login  303    303    login  login  text=Hello&audience=members&request_id={token}
GET  /tag/{tag}                  public    other  200    200    200    200    200
GET  /feed/drafts                member    -      login  200    200    login  login
POST /feed/drafts                member    -      login  303    303    login  login  text=Hello&audience=members&request_id={token}
GET  /feed/drafts/{id}           member    other  login  404    404    login  login
GET  /feed/drafts/{id}           member    own    login  200    200    login  login
POST /feed/drafts/{id}           member    other  login  404    404    login  login  text=Hello&audience=members&version=1
POST /feed/drafts/{id}           member    own    login  303    303    login  login  text=Hello&audience=members&version=1
POST /feed/drafts/{id}/publish   member    other  login  404    404    login  login  text=Hello&audience=members&version=1
POST /feed/drafts/{id}/publish   member    own    login  303    303    login  login  text=Hello&audience=members&version=1
POST /feed/drafts/{id}/remove    member    other  login  404    404    login  login
POST /feed/drafts/{id}/remove    member    own    login  303    303    login  login
POST /feed/drafts/{id}/restore   member    other  login  404    404    login  login
POST /feed/drafts/{id}/restore   member    own    login  303    303    login  login
POST /feed/drafts/{id}/images    member    other  login  404    404    login  login  {picture}
POST /feed/drafts/{id}/images    member    own    login  303    303    login  login  {picture}
POST /feed/drafts/{id}/images/{image}/up member other login 404 404    login  login  text=Hello&audience=members&version=1
POST /feed/drafts/{id}/images/{image}/up member own login 303 303      login  login  text=Hello&audience=members&version=1
POST /feed/drafts/{id}/images/{image}/down member other login 404 404  login  login  text=Hello&audience=members&version=1
POST /feed/drafts/{id}/images/{image}/down member own login 303 303    login  login  text=Hello&audience=members&version=1
POST /feed/drafts/{id}/images/{image}/move member other login 404 404  login  login  before=
POST /feed/drafts/{id}/images/{image}/move member own login 303 303    login  login  before=
POST /feed/drafts/{id}/images/{image}/remove member other login 404 404 login login  text=Hello&audience=members&version=1
POST /feed/drafts/{id}/images/{image}/remove member own login 303 303  login  login  text=Hello&audience=members&version=1
POST /feed/drafts/{id}/images/{image}/restore member other login 404 404 login login
POST /feed/drafts/{id}/images/{image}/restore member own login 303 303 login  login
POST /feed/post/{id}/images      member    other  login  404    404    login  login
POST /feed/post/{id}/images      member    own    login  303    303    login  login
POST /feed/post/{id}/images/{image}/remove member other login 404 404  login  login
POST /feed/post/{id}/images/{image}/remove member own login 303 303    login  login
POST /feed/post/{id}/images/{image}/restore member other login 404 404 login  login
POST /feed/post/{id}/images/{image}/restore member own login 303 303   login  login
GET  /in/{handle}/posts          public    other  404    200    200    404    404
GET  /feed/post/{id}             public    other  404    200    200    404    404
GET  /feed/post/{id}             public    own    404    200    200    404    404
GET  /feed/post/{id}/history     public    other  404    200    200    404    404
GET  /feed/post/{id}/edit        member    other  login  404    404    login  login
GET  /feed/post/{id}/edit        member    own    login  200    200    login  login
POST /feed/post/{id}/edit        member    other  login  404    404    login  login  text=Hello&audience=members&seen=0
POST /feed/post/{id}/edit        member    own    login  303    303    login  login  text=Hello&audience=members&seen=0
GET  /saved                      member    -      login  200    200    login  login
GET  /feed/post/{id}/comments    public    other  404    200    200    404    404
POST /feed/post/{id}/comments    member    other  login  303    303    login  login  text=Hello&parent=&request_id={token}
GET  /feed/post/{id}/react       member    other  login  200    200    login  login
POST /feed/post/{id}/react       member    other  login  303    303    login  login  kind=1
POST /feed/post/{id}/vote        member    other  login  303    303    login  login  choice=1
POST /feed/post/{id}/vote        member    own    login  303    303    login  login  choice=2
POST /feed/post/{id}/poll/end    member    other  login  404    404    login  login
POST /feed/post/{id}/poll/end    member    own    login  303    303    login  login
GET  /feed/post/{id}/reactions   member    other  login  200    200    login  login
GET  /feed/comment/{id}          public    other  404    303    303    404    404
GET  /feed/comment/{id}/replies  public    other  404    200    200    404    404
GET  /feed/comment/{id}/reply    member    other  login  200    200    login  login
GET  /feed/comment/{id}/react    member    other  login  200    200    login  login
POST /feed/comment/{id}/react    member    other  login  303    303    login  login  kind=1
GET  /feed/comment/{id}/reactions member   other  login  200    200    login  login
POST /feed/post/{id}/hide        member    other  login  303    303    login  login
POST /feed/post/{id}/hide        member    own    login  404    404    login  login
POST /feed/post/{id}/unhide      member    other  login  303    303    login  login
POST /feed/post/{id}/untag       member    other  login  303    303    login  login
POST /feed/comment/{id}/untag    member    other  login  303    303    login  login
POST /feed/people/{id}/mute      member    other  login  303    303    login  login
POST /feed/people/{id}/mute      member    own    login  404    404    login  login
POST /feed/people/{id}/snooze    member    other  login  303    303    login  login
POST /feed/people/{id}/snooze    member    own    login  404    404    login  login
POST /feed/people/{id}/unmute    member    other  login  303    303    login  login
GET  /settings/muted             member    -      login  200    200    login  login
POST /settings/muted             member    -      login  303    303    login  login  term=word
POST /settings/muted/end         member    -      login  303    303    login  login  term=word
GET  /settings/muted/posts       member    -      login  200    200    login  login
GET  /feed/post/{id}/report      member    other  login  200    200    login  login
GET  /feed/post/{id}/report      member    own    login  404    404    login  login
POST /feed/post/{id}/report      member    other  login  303    303    login  login  category=spam&request_id={token}
POST /feed/post/{id}/report      member    own    login  404    404    login  login  category=spam&request_id={token}
GET  /feed/comment/{id}/report   member    other  login  200    200    login  login
GET  /feed/comment/{id}/report   member    own    login  404    404    login  login
POST /feed/comment/{id}/report   member    other  login  303    303    login  login  category=spam&request_id={token}
POST /feed/comment/{id}/report   member    own    login  404    404    login  login  category=spam&request_id={token}
GET  /feed/comment/{id}/edit     member    other  login  404    404    login  login
GET  /feed/comment/{id}/edit     member    own    login  200    200    login  login
POST /feed/comment/{id}/edit     member    other  login  404    404    login  login  text=Hello&seen=0
POST /feed/comment/{id}/edit     member    own    login  303    303    login  login  text=Hello&seen=0
POST /feed/comment/{id}/remove   member    other  login  404    404    login  login
POST /feed/comment/{id}/remove   member    own    login  303    303    login  login
POST /feed/comment/{id}/restore  member    other  login  404    404    login  login
POST /feed/comment/{id}/restore  member    own    login  303    303    login  login
POST /feed/post/{id}/save        member    other  login  303    303    login  login
POST /feed/post/{id}/unsave      member    other  login  303    303    login  login
POST /feed/post/{id}/repost      member    other  login  303    303    login  login
POST /feed/post/{id}/unrepost    member    other  login  303    303    login  login
GET  /feed/post/{id}/reposts     member    other  login  200    200    login  login
GET  /feed/post/{id}/quote       member    other  login  200    200    login  login
POST /feed/post/{id}/quote       member    other  login  303    303    login  login  text=Hello&audience=members&request_id={token}
GET  /feed/post/{id}/quotes      member    other  login  200    200    login  login
POST /feed/post/{id}/detach      member    other  login  303    303    login  login
POST /feed/post/{id}/detach      member    own    login  303    303    login  login
POST /feed/post/{id}/attach      member    other  login  303    303    login  login
POST /feed/post/{id}/attach      member    own    login  303    303    login  login
POST /feed/post/{id}/remove      member    other  login  404    404    login  login
POST /feed/post/{id}/remove      member    own    login  303    303    login  login
POST /feed/post/{id}/restore     member    other  login  404    404    login  login
POST /feed/post/{id}/restore     member    own    login  303    303    login  login
POST /feed/post/{id}/preview/remove  member other login  404    404    login  login
POST /feed/post/{id}/preview/remove  member own   login  303    303    login  login
POST /feed/post/{id}/preview/restore member other login  404    404    login  login
POST /feed/post/{id}/preview/restore member own   login  303    303    login  login
POST /feed/post/{id}/preview/refresh member other login  404    404    login  login
POST /feed/post/{id}/preview/refresh member own   login  303    303    login  login
GET  /mynetwork                  member    -      login  200    200    login  login
GET  /mynetwork/invitations/received member -     login  200    200    login  login
POST /mynetwork/invitations/received member -     login  303    303    login  login  do=ignore
GET  /mynetwork/invitations/sent member    -      login  200    200    login  login
POST /mynetwork/invitations/sent member    -      login  303    303    login  login
GET  /mynetwork/connections      member    -      login  200    200    login  login
GET  /mynetwork/suggestions      member    -      login  200    200    login  login
POST /mynetwork/suggestions/{id}/dismiss member other login 303  303   login  login
POST /mynetwork/suggestions/{id}/restore member other login 303  303   login  login
POST /mynetwork/people/{id}/accept member  other  login  303    303    login  login
POST /mynetwork/people/{id}/ignore member  other  login  303    303    login  login
POST /mynetwork/people/{id}/withdraw member other login  303    303    login  login
POST /mynetwork/people/{id}/remove member  other  login  303    303    login  login
POST /mynetwork/people/{id}/undo member    other  login  303    303    login  login
GET  /mynetwork/connections.csv  member    -      login  200    200    login  login
GET  /mynetwork/people/{id}/contact member other  login  404    404    login  login
POST /mynetwork/people/{id}/contact member other  login  404    404    login  login  note=Hello&labels=&every=never
POST /mynetwork/people/{id}/contact/done member other login 404 404    login  login
POST /mynetwork/people/{id}/contact/later member other login 404 404   login  login
GET  /mynetwork/people/{id}/contact member connected login 200 200     login  login
POST /mynetwork/people/{id}/contact member connected login 303 303     login  login  note=Hello&labels=&every=never
POST /mynetwork/people/{id}/contact/done member connected login 303 303 login login
POST /mynetwork/people/{id}/contact/later member connected login 303 303 login login
GET  /mynetwork/introductions    member    -      login  200    200    login  login
POST /mynetwork/introductions/{id}/forward member other login 303 303    login  login
POST /mynetwork/introductions/{id}/decline member other login 303 303    login  login
POST /mynetwork/introductions/{id}/restore member other login 303 303    login  login
POST /mynetwork/introductions/{id}/withdraw member other login 303 303   login  login
GET  /in/{handle}/introduce      member    other  login  200    200    login  login
POST /in/{handle}/introduce      member    other  login  422    422    login  login
GET  /mynetwork/following        member    -      login  200    200    login  login
GET  /mynetwork/followers        member    -      login  200    200    login  login
POST /mynetwork/people/{id}/follow member  other  login  303    303    login  login
POST /mynetwork/people/{id}/follow member  own    login  404    404    login  login
POST /mynetwork/people/{id}/unfollow member other login  303    303    login  login
POST /mynetwork/people/{id}/remove-follower member other login 303 303 login  login
GET  /dashboard/profile-views    member    -      login  200    200    login  login
GET  /settings/open-to           member    -      login  200    200    login  login
POST /settings/open-to/{kind}    member    other  login  303    303    login  login  work_line=Mate&work_audience=members
POST /settings/open-to/{kind}/renew member other  login  303    303    login  login
POST /settings/open-to/{kind}/end member   other  login  303    303    login  login
POST /settings/open-to/{kind}/restore member other login 303    303    login  login
GET  /feed                       member    -      login  200    200    login  login
GET  /feed/since/{id}/count      member    other  login  200    200    login  login
GET  /mentions                   member    -      login  200    200    login  login
GET  /people                     member    -      login  200    200    login  login
GET  /people/since/{id}          member    other  login  200    200    login  login
GET  /people/since/{id}/count    member    other  login  200    200    login  login
GET  /badges                     member    -      login  200    200    login  login
GET  /places                     member    -      login  200    200    login  login
GET  /in/{handle}                public    other  404    200    200    404    404
GET  /in/{handle}                public    own    404    200    200    404    404
GET  /in/{handle}/block          member    other  login  200    200    login  login
GET  /in/{handle}/block          member    own    login  404    404    login  login
POST /in/{handle}/block          member    other  login  303    303    login  login
POST /in/{handle}/block          member    own    login  404    404    login  login
GET  /in/{handle}/connect        member    other  login  200    200    login  login
GET  /in/{handle}/connect        member    own    login  404    404    login  login
POST /in/{handle}/connect        member    other  login  303    303    login  login  note=Hello
POST /in/{handle}/connect        member    own    login  404    404    login  login  note=Hello
GET  /in/{handle}/connections    member    other  login  404    404    login  login
GET  /in/{handle}/connections    member    own    login  303    303    login  login
GET  /in/{handle}/report         member    other  login  200    200    login  login
GET  /in/{handle}/report         member    own    login  404    404    login  login
POST /in/{handle}/report         member    other  login  303    303    login  login  category=spam&request_id={token}
POST /in/{handle}/report         member    own    login  404    404    login  login  category=spam&request_id={token}
GET  /in/{handle}/edit           member    other  login  404    404    login  login
GET  /in/{handle}/edit           member    own    login  200    200    login  login
POST /in/{handle}/edit           member    other  login  404    404    login  login  headline=Mine
POST /in/{handle}/edit           member    own    login  303    303    login  login  headline=Mine
GET  /in/{handle}/details/{section} public other 404   200    200    404    404
GET  /in/{handle}/details/{section} public own   404   200    200    404    404
GET  /in/{handle}/skills/{id}/endorsers member other login 200 200     login  login
GET  /in/{handle}/skills/{id}/endorsers member own login 200   200     login  login
POST /in/{handle}/skills/{id}/endorse member other login 303   303     login  login
POST /in/{handle}/skills/{id}/endorse member own login   409   409     login  login
POST /in/{handle}/skills/{id}/withdraw member other login 303  303     login  login
POST /in/{handle}/skills/{id}/withdraw member own login  303   303     login  login
POST /in/{handle}/skills/{id}/endorsers/{person}/hide member other login 404 404 login login
POST /in/{handle}/skills/{id}/endorsers/{person}/hide member own login 303 303 login login
POST /in/{handle}/skills/{id}/endorsers/{person}/show member other login 404 404 login login
POST /in/{handle}/skills/{id}/endorsers/{person}/show member own login 303 303 login login
GET  /in/{handle}/edit/{section} member    other  login  404    404    login  login
GET  /in/{handle}/edit/{section} member    own    login  200    200    login  login
POST /in/{handle}/edit/{section} member    other  login  404    404    login  login  title=Fog&request_id={token}
POST /in/{handle}/edit/{section} member    own    login  303    303    login  login  title=Fog+{n}&request_id={token}
GET  /in/{handle}/edit/{section}/new member other login  404    404    login  login
GET  /in/{handle}/edit/{section}/new member own  login   200    200    login  login
POST /in/{handle}/edit/{section}/audience member other login 404 404   login  login  audience=everyone
POST /in/{handle}/edit/{section}/audience member own login 303  303    login  login  audience=everyone
GET  /in/{handle}/edit/{section}/{id} member other login 404    404    login  login
GET  /in/{handle}/edit/{section}/{id} member own login   200    200    login  login
POST /in/{handle}/edit/{section}/{id} member other login 404    404    login  login  title=Ice+{n}
POST /in/{handle}/edit/{section}/{id} member own login   303    303    login  login  title=Ice+{n}
POST /in/{handle}/edit/{section}/{id}/move member other login 404 404  login  login  to=up
POST /in/{handle}/edit/{section}/{id}/move member own login 303 303    login  login  to=up
POST /in/{handle}/edit/{section}/{id}/remove member other login 404 404 login login
POST /in/{handle}/edit/{section}/{id}/remove member own login 303 303  login  login
POST /in/{handle}/edit/{section}/{id}/restore member other login 404 404 login login
POST /in/{handle}/edit/{section}/{id}/restore member own login 303 303 login  login
GET  /in/{handle}/edit/photo     member    other  login  404    404    login  login
GET  /in/{handle}/edit/photo     member    own    login  200    200    login  login
POST /in/{handle}/edit/photo     member    other  login  404    404    login  login  {picture}
POST /in/{handle}/edit/photo     member    own    login  303    303    login  login  {picture}
POST /in/{handle}/edit/photo/audience member other login 404    404    login  login  audience=everyone
POST /in/{handle}/edit/photo/audience member own login   303    303    login  login  audience=everyone
GET  /media/{picture}/{size}/{day}/{signature} address other 200 200 200 200 200
GET  /media/for/{viewer}/{image}/{size}/{day}/{signature} address other 200 200 200 200 200
POST /in/{handle}/edit/photo/remove member other login   404    404    login  login
POST /in/{handle}/edit/photo/remove member own login     303    303    login  login
POST /in/{handle}/edit/photo/restore member other login  404    404    login  login
POST /in/{handle}/edit/photo/restore member own login    303    303    login  login
GET  /in/{handle}/edit/cover     member    other  login  404    404    login  login
GET  /in/{handle}/edit/cover     member    own    login  200    200    login  login
POST /in/{handle}/edit/cover     member    other  login  404    404    login  login  {picture}
POST /in/{handle}/edit/cover     member    own    login  303    303    login  login  {picture}
POST /in/{handle}/edit/cover/remove member other login   404    404    login  login
POST /in/{handle}/edit/cover/remove member own login     303    303    login  login
POST /in/{handle}/edit/cover/restore member other login  404    404    login  login
POST /in/{handle}/edit/cover/restore member own login    303    303    login  login
POST /settings/guide/hide        member    -      login  303    303    login  login
POST /settings/guide/show        member    -      login  303    303    login  login
GET  /skills/offers              member    -      login  200    200    login  login
GET  /companies/offers           member    -      login  200    200    login  login
GET  /company/{slug}             member    other  login  200    200    login  login
GET  /company/{slug}/report      member    other  login  200    200    login  login
POST /company/{slug}/report      member    other  login  303    303    login  login  category=spam&request_id={token}
GET  /setup                      public    -      404    404    404    404    404
POST /setup                      public    -      404    404    404    404    404    code=abcd-efgh
GET  /admin                      operator  -      login  404    200    login  login
GET  /admin/log                  operator  -      login  404    200    login  login
GET  /admin/settings             operator  -      login  404    200    login  login
POST /admin/settings             operator  -      login  404    303    login  login  community=Guild&tagline=&about=&accent=%23336699&registration=open
GET  /admin/people               operator  -      login  404    200    login  login
GET  /admin/people/suspended     operator  -      login  404    200    login  login
POST /admin/people/{id}/restore  operator  other  login  404    303    login  login
GET  /admin/reports              operator  -      login  404    200    login  login
GET  /admin/reports/closed       operator  -      login  404    200    login  login
GET  /admin/reports/{id}         operator  other  login  404    200    login  login
POST /admin/reports/{id}/dismiss operator  other  login  404    303    login  login  reason=Fine
POST /admin/reports/{id}/mend    operator  other  login  404    303    login  login  reason=Done
POST /admin/reports/{id}/warn    operator  other  login  404    303    login  login  reason=Spam
POST /admin/reports/{id}/suspend operator  other  login  404    303    login  login  reason=Spam
POST /admin/sign-ups/{id}/confirm operator other  login  404    303    login  login
GET  /admin/companies            operator  -      login  404    200    login  login
GET  /admin/companies/{id}       operator  other  login  404    200    login  login
POST /admin/companies/{id}       operator  other  login  404    303    login  login  name=Tidewater&kind=employer
POST /admin/companies/{id}/merge operator  other  login  404    303    login  login  into=halyard
POST /admin/companies/{id}/separate operator other login 404    303    login  login
GET  /admin/skills               operator  -      login  404    200    login  login
GET  /admin/reactions            operator  -      login  404    200    login  login
POST /admin/reactions            operator  -      login  404    303    login  login  name=Thanks&sign=%F0%9F%99%8F
POST /admin/reactions/{number}/offer operator other login 404 303 login login
POST /admin/reactions/{number}/withdraw operator other login 404 303 login login
POST /admin/reactions/{number}/forward operator other login 404 303 login login
POST /admin/skills/{id}/merge    operator  other  login  404    303    login  login  into=Welding
POST /admin/skills/{id}/separate operator  other  login  404    303    login  login
GET  /admin/invites              operator  -      login  404    200    login  login
POST /admin/invites              operator  -      login  404    200    login  login  note=n&uses=1&days=1&request_id={token}
POST /admin/invites/{id}/end     operator  other  login  404    303    login  login
GET  /admin/mail                 operator  -      login  404    200    login  login
GET  /admin/mail/{id}            operator  other  login  404    200    login  login
GET  /admin/deliveries           operator  -      login  404    200    login  login
POST /admin/deliveries/{id}/retry operator other  login  404    303    login  login
POST /admin/deliveries/{id}/discard operator other login 404    303    login  login
POST /settings/password          member    -      login  303    303    login  login  present=correct+horse+battery&password=another+fine+phrase
";

/// Those of the table, and somebody whom the other has blocked.
const PRINCIPALS: [&str; 6] = ["guest", "member", "operator", "expired", "suspended", "blocked"];

struct Line {
    method: Method,
    path: &'static str,
    gate: &'static str,
    object: &'static str,
    expected: [&'static str; 5],
    form: &'static str,
}

impl Line {
    /// What a principal gets. To the blocked, the other is missing; else they are a member like any other.
    fn expected(&self, principal: &str) -> &'static str {
        let column = PRINCIPALS.iter().position(|known| *known == principal).unwrap();
        match self.expected.get(column) {
            Some(answer) => answer,
            None if self.object == "other" && self.is_missing_across_a_block() => "404",
            None => self.expected[1],
        }
    }

    fn is_missing_across_a_block(&self) -> bool {
        self.path.contains("{handle}")
            // What is kept can be let go of in any case.
            || self.path.starts_with("/feed/post/") && !self.path.ends_with("/unsave") && !self.path.ends_with("/unhide")
            || self.path.starts_with("/feed/people/") && !self.path.ends_with("/unmute")
            || self.path.starts_with("/feed/comment/")
            || self.path.starts_with("/mynetwork/people/") && self.path.contains("follow")
    }
}

fn lines() -> Vec<Line> {
    let line = |text: &'static str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        Line {
            method: words[0].parse().unwrap(),
            path: words[1],
            gate: words[2],
            object: words[3],
            expected: words[4..9].try_into().unwrap(),
            form: words.get(9).copied().unwrap_or_default(),
        }
    };
    TABLE.lines().filter(|text| !text.is_empty()).map(line).collect()
}

/// Those who ask, and somebody whose objects they ask for.
struct Cast {
    member: Person,
    operator: Person,
    expired: Person,
    suspended: Person,
    blocked: Person,
    other: Person,
}

impl Cast {
    async fn new(t: &Site) -> Cast {
        let cast = Cast {
            member: t.person("Mia").await,
            operator: t.operator("Olga").await,
            expired: t.person("Exa").await,
            suspended: t.person("Sol").await,
            blocked: t.person("Bo").await,
            other: t.person("Oscar").await,
        };
        t.suspend(cast.suspended.id).await;
        cast.other.browser.post(&format!("/in/{}/block", cast.blocked.handle), &[]).await.expect(303);
        cast
    }

    /// Who stands for the principal; nobody for a guest.
    fn person(&self, principal: &str) -> Option<&Person> {
        match principal {
            "member" => Some(&self.member),
            "operator" => Some(&self.operator),
            "expired" => Some(&self.expired),
            "suspended" => Some(&self.suspended),
            "blocked" => Some(&self.blocked),
            _ => None,
        }
    }

    /// A browser of the principal that has asked for nothing yet.
    async fn browser(&self, t: &Site, principal: &str) -> Browser {
        let Some(person) = self.person(principal) else { return t.browser() };
        let browser = t.signed_in(person.id).await;
        if principal == "expired" {
            t.sql(db::sql!("UPDATE session SET expires_us = 1 WHERE account_id = $1"), person.id).await;
        }
        browser
    }

    /// The path with the object in its place.
    async fn path(&self, t: &Site, line: &Line, principal: &str, number: usize) -> String {
        let owner = match line.object {
            "own" => self.person(principal).unwrap_or(&self.other),
            _ => &self.other,
        };
        let account = owner.id;
        match line.path {
            path if path.contains("{section}") => {
                let id = if path.contains("{id}") {
                    t.skill_of(account, &format!("Skill {number}")).await
                } else {
                    String::new()
                };
                let path = path.replace("{handle}", &handle(t, owner).await).replace("{section}", "skills");
                path.replace("{id}", &id)
            }
            path if path.starts_with("/in/{handle}/skills/") => {
                let title = format!("Skill {number}");
                let (handle, id) = if line.object == "other" && principal != "blocked" {
                    let friend = t.person(&format!("Cora {number}")).await;
                    // Connections alone endorse, and there is more to ask of the two as strangers.
                    if let (true, Some(asking)) = (path.ends_with("/endorse"), self.person(principal)) {
                        let (one, two) = (asking.id, friend.id);
                        t.app.db.write(move |tx| connections::begin(tx, one, two, 1)).await.unwrap();
                    }
                    (friend.handle, t.skill_of(friend.id, &title).await)
                } else {
                    (handle(t, owner).await, t.skill_of(account, &title).await)
                };
                let path = path.replace("{handle}", &handle).replace("{id}", &id);
                path.replace("{person}", &self.blocked.id.to_string())
            }
            path if path.starts_with("/company/{slug}") => {
                t.company("Tidewater", None).await;
                path.replace("{slug}", "tidewater")
            }
            "/admin/people/{id}/restore" => {
                let out = t.person(&format!("Una {number}")).await.id;
                t.suspend(out).await;
                line.path.replace("{id}", &out.to_string())
            }
            path if path.starts_with("/admin/reports/{id}") => {
                let target = if path.ends_with("mend") {
                    t.company("Tidewater", None).await;
                    Target::Company("tidewater".to_owned())
                } else {
                    Target::Person(t.person(&format!("Rex {number}")).await.handle)
                };
                path.replace("{id}", &t.report(&format!("Rep {number}"), target).await.to_string())
            }
            path if path.starts_with("/admin/companies/{id}") => {
                let halyard = t.company("Halyard", None).await;
                let merged = path.ends_with("separate").then_some(halyard);
                path.replace("{id}", &t.company(&format!("Kai {number}"), merged).await.to_string())
            }
            path if path.starts_with("/admin/skills/{id}") => {
                let welding = t.skill("Welding", None).await;
                let merged = path.ends_with("separate").then_some(welding);
                path.replace("{id}", &t.skill(&format!("Craft {number}"), merged).await.to_string())
            }
            path if path.starts_with("/admin/reactions/{number}") => path.replace("{number}", "2"),
            path if path.starts_with("/feed/post/{id}") => {
                let post = t.post(account, &format!("Post {number}")).await;
                if let (true, Some(person)) = (path.ends_with("tach"), self.person(principal)) {
                    // Whoever asks is quoted in it.
                    let quoted = t.post(person.id, &format!("Quoted {number}")).await;
                    t.quoting(post, quoted).await;
                }
                if path.contains("/preview/") {
                    let link = format!("https://{REFUSED}/");
                    t.app.db.write(move |tx| previews::attach(tx, post, Some(link.as_str()))).await.unwrap();
                }
                if path.ends_with("/vote") || path.contains("/poll/") {
                    let asked = PollSketch { options: vec!["A".to_owned(), "B".to_owned()], days: 1 };
                    let now = t.app.db.now_us();
                    t.app.db.write(move |tx| polls::give(tx, post, &asked, now)).await.unwrap();
                }
                if let (true, Some(person)) = (path.ends_with("/untag"), self.person(principal)) {
                    t.mention(post.get(), person.id).await;
                }
                let image = if path.contains("{image}") { t.image(post.get()).await } else { String::new() };
                path.replace("{id}", &post.to_string()).replace("{image}", &image)
            }
            path if path.starts_with("/feed/comment/{id}") => {
                let comment = t.comment(account, &format!("Comment {number}")).await;
                if let (true, Some(person)) = (path.ends_with("/untag"), self.person(principal)) {
                    t.mention(comment.get(), person.id).await;
                }
                path.replace("{id}", &comment.to_string())
            }
            path if path.starts_with("/feed/drafts/{id}") => {
                let draft = t.draft(account, &format!("Draft {number}")).await;
                let image = if path.contains("{image}") { t.image(draft.get()).await } else { String::new() };
                path.replace("{id}", &draft.to_string()).replace("{image}", &image)
            }
            path if path.starts_with("/media/for/") => crate::post_images::address(t, account).await,
            path if path.starts_with("/media/") => crate::pictures::address_of_a_photo(t, owner).await,
            // Whoever blocks the other meets them no more, and there is more to ask of them.
            "/in/{handle}/block" if line.method == Method::POST && line.object == "other" && principal != "blocked" => {
                line.path.replace("{handle}", &t.person(&format!("Bea {number}")).await.handle)
            }
            path if line.object == "connected" => {
                let other = t.person(&format!("Kit {number}")).await.id;
                if let Some(person) = self.person(principal) {
                    t.connected(person.id, other).await;
                }
                path.replace("{id}", &other.to_string())
            }
            path if path.starts_with("/mynetwork/") && path.contains("{id}") => {
                path.replace("{id}", &account.to_string())
            }
            path if path.starts_with("/feed/people/{id}") => path.replace("{id}", &account.to_string()),
            "/settings/blocked/{id}/end" => line.path.replace("{id}", &account.to_string()),
            path if path.contains("{handle}") => path.replace("{handle}", &handle(t, owner).await),
            "/admin/sign-ups/{id}/confirm" => {
                t.joining("Vera", &format!("vera{number}@example.org")).await;
                let newest = t.count(db::sql!("SELECT MAX(id) FROM sign_up")).await;
                line.path.replace("{id}", &SignUpId::from_raw(newest).to_string())
            }
            "/admin/invites/{id}/end" => line.path.replace("{id}", &t.invitation("n").await.to_string()),
            "/admin/mail/{id}" => {
                t.joining("Vera", &format!("vera{number}@example.org")).await;
                let newest = t.app.mailer.mailbox().unwrap().list(1, None).await.unwrap();
                line.path.replace("{id}", &newest[0].id.to_string())
            }
            path if path.starts_with("/admin/deliveries/{id}/") => {
                path.replace("{id}", &DeliveryId::from_raw(t.parked_delivery("given up").await).to_string())
            }
            // Everybody's own, whatever others have.
            path if path.contains("{kind}") => path.replace("{kind}", "work"),
            path if path.starts_with("/people/since/") => path.replace("{id}", &account.to_string()),
            path if path.contains("{id}") => {
                t.signed_in(account).await;
                let newest = db::sql!("SELECT id FROM session WHERE account_id = $1 ORDER BY id DESC LIMIT 1");
                let read = t.app.db.read(move |r| Ok::<SessionId, Error>(r.one(newest, &[&account])?));
                path.replace("{id}", &read.await.unwrap().to_string())
            }
            "/verify/{link}" => t.joining("Vera", &format!("vera{number}@example.org")).await.1,
            "/reset/{link}" => {
                let forgetful = t.person(&format!("Rita {number}")).await;
                t.browser().post("/forgot", &[("email", &forgetful.email)]).await.expect(303);
                t.link_to(&forgetful.email).await
            }
            path => path.replace("{code}", "abcd-efgh").replace("{tag}", "quay"),
        }
    }
}

/// The present handle of somebody, whatever they did to it.
async fn handle(t: &Site, person: &Person) -> String {
    let account = person.id;
    let current = db::sql!("SELECT handle_key FROM handle WHERE account_id = $1 AND is_current");
    t.app.db.read(move |r| Ok::<String, Error>(r.one(current, &[&account])?)).await.unwrap()
}

/// The answer in the words of the table.
fn said(page: &Page) -> String {
    let to = if page.location().is_empty() { page.header("hx-redirect") } else { page.location() };
    match to {
        to if to.starts_with("/login?next=") => "login".to_owned(),
        "" => page.status.as_str().to_owned(),
        _ if page.status.as_u16() == 200 => "303".to_owned(),
        _ => page.status.as_str().to_owned(),
    }
}

#[test]
fn every_route_has_a_line_with_its_gate_and_no_line_is_of_the_past() {
    let routes: BTreeSet<_> = athena::wiring::route_list()
        .into_iter()
        .map(|route| (route.path, route.method.as_str().to_owned(), route.gate))
        .collect();
    let listed: BTreeSet<_> =
        lines().into_iter().map(|line| (line.path, line.method.as_str().to_owned(), line.gate)).collect();
    let unlisted: Vec<_> = routes.difference(&listed).collect();
    let past: Vec<_> = listed.difference(&routes).collect();
    assert!(unlisted.is_empty() && past.is_empty(), "not in the table: {unlisted:#?}, no such route: {past:#?}");
}

#[test]
fn objects_are_asked_for_by_those_who_do_not_own_them_and_every_route_works_for_somebody() {
    let lines = lines();
    for line in &lines {
        let same = || lines.iter().filter(|other| other.path == line.path && other.method == line.method);
        if line.path.contains('{') {
            assert!(same().any(|other| other.object == "other"), "{} {} of somebody else", line.method, line.path);
        }
        let works = |answer: &&str| answer.starts_with(['2', '3']);
        // Only where nobody has founded a community yet: see `founding`. Only over a connection: see `live`. Only with
        // somebody whom both know: see `introductions`.
        let works_elsewhere = ["/setup", "/live", "/in/{handle}/introduce"].contains(&line.path);
        assert!(works_elsewhere || same().any(|other| other.expected.iter().any(works)), "{} is for nobody", line.path);
    }
}

#[tokio::test]
async fn every_route_answers_every_principal_as_the_table_says() {
    world(async |t| {
        let cast = Cast::new(t).await;
        let mut wrong = Vec::new();
        for (row, line) in lines().iter().enumerate() {
            for (column, principal) in PRINCIPALS.into_iter().enumerate() {
                let number = row * PRINCIPALS.len() + column;
                let path = cast.path(t, line, principal, number).await;
                let token = t.app.randomness.token().unwrap().reveal();
                let form = line.form.replace("{n}", &number.to_string()).replace("{token}", &token);
                let form = form.replace("{email}", &cast.other.email);
                let browser = cast.browser(t, principal).await;
                let mut answers = vec![("page", ask(&browser, &line.method, &path, &form).await)];
                if line.method == Method::GET {
                    answers.push(("fragment", ask(&browser.htmx(), &line.method, &path, &form).await));
                }
                for (form, answer) in answers {
                    let expected = line.expected(principal);
                    if answer != expected {
                        wrong.push(format!("{} {path} ({form}) as {principal}: {answer}, not {expected}", line.method));
                    }
                }
            }
        }
        t.forget_parked().await;
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(PASSWORD, "correct horse battery", "the table spells it out");
    })
    .await;
}

async fn ask(browser: &Browser, method: &Method, path: &str, form: &str) -> String {
    if *method == Method::GET {
        return said(&browser.get(path).await);
    }
    if form == "{picture}" {
        return said(&browser.upload(path, &crate::pictures::red(), &[]).await);
    }
    let same_site = browser.with("sec-fetch-site", "same-origin");
    let kind = Some("application/x-www-form-urlencoded");
    said(&same_site.send(method.clone(), path, kind, Body::from(form.to_owned())).await)
}
