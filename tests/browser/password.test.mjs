import { journey } from './support/journey.mjs';
import { mailedLink } from './support/mails.mjs';
import { community, OPERATOR, signIn } from './support/people.mjs';

const NEW = { ...OPERATOR, password: 'nine patient otters' };
let old, forgetful, link;

journey('forgotten password', {
  'somebody is signed in': async (world) => {
    old = await community(world);
  },

  'a wrong password is refused without saying what was wrong': async (world) => {
    forgetful = await world.visitor();
    await forgetful.goto('/login');
    await world.look(forgetful, 'login');
    await forgetful.expecting(422, async () => {
      await signIn(forgetful, NEW);
      await forgetful.page.getByRole('alert').waitFor();
    });
    await world.look(forgetful, 'login-refused');
  },

  'a link is asked for': async (world) => {
    await forgetful.follow(/forgot/i);
    await forgetful.at('/forgot');
    await world.look(forgetful, 'forgot');
    await forgetful.fill({ email: OPERATOR.email });
    await forgetful.press(/send|mail/i);
    await forgetful.sees(/check your mail/i);
    await world.look(forgetful, 'forgot-sent');
  },

  'the link sets a new password and signs in': async (world) => {
    link = await mailedLink(OPERATOR.email, world.site, /password/i);
    await forgetful.goto(link);
    await forgetful.at(/^\/reset\//);
    await world.look(forgetful, 'reset');
    await forgetful.fill({ password: NEW.password });
    await forgetful.press(/save|set|change/i);
    await forgetful.at('/feed');
  },

  'the old sessions are dead': async () => {
    await old.goto('/feed');
    await old.at(/^\/login/);
  },

  'the link works once': async (world) => {
    const thief = await world.visitor();
    await thief.expecting(404, () => thief.expecting(410, () => thief.goto(link)));
    await world.look(thief, 'reset-used');
  },

  'only the new password signs in': async () => {
    await old.expecting(422, async () => {
      await signIn(old, OPERATOR);
      await old.page.getByRole('alert').waitFor();
    });
    await signIn(old, NEW);
    await old.at('/feed');
  },
});
