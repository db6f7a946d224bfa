// The way from guest to member and through all of a member's pages; walked with scripts and without.
import assert from 'node:assert/strict';
import { journey } from './journey.mjs';
import { linkIn, mailTo } from './mails.mjs';
import { community, OPERATOR, signIn } from './people.mjs';

const ADA = { name: 'Ada Brightwater', email: 'ada@example.org', password: 'forty quiet herons' };

/** `look` prefixes the names of the pictures. */
export function joining(name, { javaScript, look }) {
  const seen = (what) => `${look}${what}`;
  let ada, profile;

  journey(name, {
    'a community is founded': (world) => community(world),

    'a guest reads the front page': async (world) => {
      ada = await world.visitor({ javaScript });
      await ada.goto('/');
      await ada.page.getByRole('heading', { level: 1 }).waitFor();
      await world.look(ada, seen('welcome'));
      await ada.goto('/about');
      await world.look(ada, seen('about'));
    },

    'a missing page says so': async (world) => {
      await ada.expecting(404, () => ada.goto('/nowhere'));
      await world.look(ada, seen('missing'));
    },

    'a weak password is refused and the rest of the form is kept': async (world) => {
      await ada.goto('/');
      await ada.page.getByRole('banner').getByRole('link', { name: 'Join', exact: true }).click();
      await ada.at('/join');
      await world.look(ada, seen('join'));
      await ada.fill({ ...ADA, password: 'password1234' });
      await ada.expecting(422, async () => {
        await ada.press(/join/i);
        await ada.page.locator('[name="password"][aria-invalid="true"]').waitFor();
      });
      assert.equal(await ada.page.locator('[name="email"]').inputValue(), ADA.email);
      await world.look(ada, seen('join-refused'));
    },

    'joining gives the answer everybody gets': async (world) => {
      await ada.fill(ADA);
      await ada.press(/join/i);
      await ada.sees(/check your mail/i);
      const answer = await ada.page.getByRole('main').innerText();
      await world.look(ada, seen('check-mail'));

      const curious = await world.visitor({ javaScript });
      await curious.goto('/join');
      await curious.fill({ ...ADA, email: OPERATOR.email });
      await curious.press(/join/i);
      await curious.sees(/check your mail/i);
      const same = await curious.page.getByRole('main').innerText();
      assert.equal(same.replace(OPERATOR.email, ADA.email), answer);
    },

    'there is no session before the address is confirmed': async () => {
      await ada.goto('/feed');
      await ada.at(/^\/login/);
    },

    'the link in the mail confirms and signs in': async (world) => {
      await ada.goto(linkIn(await mailTo(ADA.email), world.site));
      if (new URL(ada.page.url()).pathname !== '/feed') {
        await world.look(ada, seen('confirm'));
        await ada.press(/confirm/i);
      }
      await ada.at('/feed');
      await ada.sees(ADA.name);
      await world.look(ada, seen('feed'));
    },

    'the profile is edited': async (world) => {
      await openMenu(ada);
      await menu(ada).getByRole('link', { name: 'Edit profile' }).click();
      await ada.at(/^\/in\/[\w-]+\/edit$/);
      profile = new URL(ada.page.url()).pathname.replace(/\/edit$/, '');
      await ada.fill({
        headline: 'Marine biologist, harbour porpoises',
        pronouns: 'she/her',
        location: 'Bremerhaven',
        about: 'I count **porpoises** and write about what they eat.',
      });
      await world.look(ada, seen('profile-edit'));
      await ada.press(/save/i);
      await ada.at(profile);
      await ada.sees('Marine biologist, harbour porpoises');
      await ada.page.locator('strong', { hasText: 'porpoises' }).waitFor();
      await world.look(ada, seen('profile'));
    },

    'what is for members is not for guests': async (world) => {
      const guest = await world.visitor({ javaScript });
      await guest.expecting(404, () => guest.goto(profile));
      assert.ok(!(await guest.page.content()).includes(ADA.name));
    },

    'members find each other': async (world) => {
      await ada.page.getByRole('navigation', { name: 'Main', exact: true }).getByRole('link', { name: 'People' }).click();
      await ada.at('/people');
      await ada.sees(OPERATOR.name);
      await world.look(ada, seen('people'));
      await ada.follow(OPERATOR.name);
      await ada.page.getByRole('heading', { level: 1, name: OPERATOR.name }).waitFor();
      await world.look(ada, seen('profile-of-another'));
    },

    'the theme is changed': async () => {
      const root = ada.page.locator('html');
      for (const [name, theme] of [['Dark', 'dark'], ['Light', 'light']]) {
        await openMenu(ada);
        await menu(ada).getByRole('button', { name }).click();
        await ada.page.locator(`html[data-theme="${theme}"]`).waitFor();
      }
      await openMenu(ada);
      await menu(ada).getByRole('button', { name: /device|system/i }).click();
      await ada.page.locator('html:not([data-theme])').waitFor();
      assert.equal(await root.getAttribute('lang'), 'en');
    },

    'the language is changed': async (world) => {
      await ada.goto('/settings/appearance');
      await world.look(ada, seen('appearance'));
      const language = (code) => ada.page.locator(`main button[name="language"][value="${code}"]`);
      await language('de').click();
      await ada.page.locator('html[lang="de"]').waitFor();
      await world.look(ada, seen('appearance-german'));
      await language('en').click();
      await ada.page.locator('html[lang="en"]').waitFor();
    },

    'signing out everywhere ends every session': async (world) => {
      const phone = await world.visitor({ javaScript });
      await signIn(phone, ADA);
      await phone.at('/feed');

      await ada.goto('/settings/account');
      await world.look(ada, seen('account'));
      await ada.goto('/settings/sessions');
      await world.look(ada, seen('sessions'));
      await ada.press(/sign out everywhere/i);
      if (javaScript) {
        await world.look(ada, seen('sessions-dialog'));
        await ada.page.getByRole('dialog').getByRole('button', { name: /sign out/i }).click();
      }
      await ada.at(/^\/(login)?(\?|$)/);
      for (const visitor of [ada, phone]) {
        await visitor.goto('/feed');
        await visitor.at(/^\/login/);
      }
    },
  });
}

const menu = (visitor) => visitor.page.locator('#me-menu');

async function openMenu(visitor) {
  await visitor.page.getByRole('button', { name: /account menu/i }).click();
  await menu(visitor).waitFor();
}
