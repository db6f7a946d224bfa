// The way from guest to member and through all of a member's pages; walked with scripts and without.
import assert from 'node:assert/strict';
import { journey } from './journey.mjs';
import { mailedLink } from './mails.mjs';
import { community, OPERATOR, signIn } from './people.mjs';

const ADA = { name: 'Ada Brightwater', email: 'ada@example.org', password: 'forty quiet herons' };

/** `look` prefixes the names of the pictures. */
export function joining(name, { javaScript, look }) {
  const seen = (what) => `${look}${what}`;
  let ada, guest, link, profile;

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
        await ada.press('Create your profile');
        await ada.page.locator('[name="password"][aria-invalid="true"]').waitFor();
      });
      assert.equal(await ada.page.locator('[name="email"]').inputValue(), ADA.email);
      await world.look(ada, seen('join-refused'));
    },

    'joining gives the answer everybody gets': async (world) => {
      await ada.fill(ADA);
      await ada.press('Create your profile');
      await ada.sees(/check your mail/i);
      const answer = await ada.page.getByRole('main').innerText();
      await world.look(ada, seen('check-mail'));

      const curious = await world.visitor({ javaScript });
      await curious.goto('/join');
      await curious.fill({ ...ADA, email: OPERATOR.email });
      await curious.press('Create your profile');
      await curious.sees(/check your mail/i);
      const same = await curious.page.getByRole('main').innerText();
      assert.equal(same.replace(OPERATOR.email, ADA.email), answer);
    },

    'there is no session before the address is confirmed': async () => {
      await ada.goto('/feed');
      await ada.at(/^\/login/);
    },

    'elsewhere the link in the mail is not enough': async (world) => {
      link = await mailedLink(ADA.email, world.site);
      const thief = await world.visitor({ javaScript });
      await thief.goto(link);
      await world.look(thief, seen('confirm-elsewhere'));
      await thief.fill({ password: 'not the right one' });
      await thief.expecting(422, async () => {
        await thief.press('Confirm and sign in');
        await thief.page.locator('[name="password"][aria-invalid="true"]').waitFor();
      });
      await thief.goto('/feed');
      await thief.at(/^\/login/);
    },

    'the link in the mail confirms and signs in': async (world) => {
      await ada.goto(link);
      await world.look(ada, seen('confirm'));
      await ada.press('Confirm and sign in');
      await ada.at('/feed');
      await ada.hears('Welcome. You are in.');
      await ada.sees(ADA.name);
      await world.look(ada, seen('feed'));
    },

    'the link works once': async (world) => {
      const late = await world.visitor({ javaScript });
      await late.expecting(404, () => late.expecting(410, () => late.goto(link)));
      await world.look(late, seen('confirm-used'));
    },

    'the profile is edited': async (world) => {
      await openMenu(ada);
      await menu(ada).getByRole('link', { name: 'Edit profile' }).click();
      await ada.at(/^\/in\/[\w-]+\/edit$/);
      profile = new URL(ada.page.url()).pathname.replace(/\/edit$/, '');
      await ada.fill({
        headline: 'Marine biologist, harbour porpoises',
        headline_audience: 'everyone',
        pronouns: 'she/her',
        pronouns_audience: 'members',
        about: 'I count **porpoises** and write about what they eat.',
        about_audience: 'everyone',
        location_audience: 'members',
        label_1: 'Porpoise diary',
        url_1: 'https://porpoises.example.org/diary',
        label_2: 'Nowhere',
        links_audience: 'only-me',
      });
      await ada.fill({ location: 'Bremerhaven' });
      if (javaScript) {
        await ada.page.getByLabel(/^Bremerhaven, /).check();
        await world.look(ada, seen('profile-edit'));
      }
      await ada.expecting(422, async () => {
        await ada.press('Save');
        await ada.page.locator('[name="url_2"][aria-invalid="true"]').waitFor();
      });
      await world.look(ada, seen('profile-edit-refused'));
      await ada.page.getByLabel(/^Bremerhaven, /).check();
      await ada.fill({ label_2: '' });
      await ada.press('Save');
      await ada.at(profile);
      await ada.hears('Saved');
      await ada.sees('Marine biologist, harbour porpoises');
      await ada.sees(/^Bremerhaven, /);
      await ada.page.locator('strong', { hasText: 'porpoises' }).waitFor();
      await ada.page.getByRole('link', { name: 'Porpoise diary' }).waitFor();
      await world.look(ada, seen('profile'));
    },

    'what is for members is not for guests': async (world) => {
      guest = await world.visitor({ javaScript });
      await guest.expecting(404, () => guest.goto(profile));
      assert.ok(!(await guest.page.content()).includes(ADA.name));
    },

    'a page is opened to people without an account': async (world) => {
      await ada.goto('/settings/privacy');
      await world.look(ada, seen('privacy'));
      await ada.fill({ is_public: true });
      await ada.press('Save');
      await ada.hears('Saved');
      await guest.goto(profile);
      await guest.page.getByRole('heading', { level: 1, name: ADA.name }).waitFor();
      await guest.sees('Marine biologist, harbour porpoises');
      const source = await guest.page.content();
      for (const kept of ['she/her', 'Bremerhaven', 'Porpoise diary', 'porpoises.example.org', ADA.email]) {
        assert.ok(!source.includes(kept), `a guest was sent ${kept}`);
      }
      await world.look(guest, seen('profile-for-guests'));
    },

    'the owner looks through the eyes of a guest': async (world) => {
      await ada.goto(profile);
      await ada.follow('Guest');
      await ada.sees('This is what people without an account see.');
      assert.equal(await ada.page.getByText('she/her').count(), 0);
      await world.look(ada, seen('profile-as-guest'));
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
      await ada.fill({ language: 'de' });
      await ada.press('Save');
      await ada.page.locator('html[lang="de"]').waitFor();
      await ada.hears('Gespeichert');
      await world.look(ada, seen('appearance-german'));
      await ada.goto(profile);
      await world.look(ada, seen('profile-german'));
      await ada.goto('/settings/appearance');
      await ada.fill({ language: 'en' });
      await ada.press('Speichern');
      await ada.page.locator('html[lang="en"]').waitFor();
    },

    'a guest changes the language too': async (world) => {
      await guest.goto('/');
      await guest.page.getByRole('button', { name: 'Language and appearance' }).click();
      await guest.page.locator('#language-menu').getByRole('button', { name: 'Deutsch' }).click();
      await guest.page.locator('html[lang="de"]').waitFor();
      await world.look(guest, seen('welcome-german'));
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
      await ada.at('/login');
      await ada.hears('You are signed out everywhere');
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
