// Two who do not get on: one reports and blocks, the operator decides, with scripts and without.
import { journey } from './journey.mjs';
import { community, join, signIn } from './people.mjs';

const ADA = { name: 'Ada Brightwater', email: 'ada@example.org', password: 'quiet amber bicycle' };
const BOB = { name: 'Bob Underhill', email: 'bob@example.org', password: 'loud violet tricycle' };

export function peace(name, { javaScript }) {
  const mark = javaScript ? 'peace' : 'peace-without-scripts';
  let operator, ada, bob;

  async function arrive(world, person) {
    const visitor = await world.visitor({ javaScript });
    await visitor.goto('/join');
    await join(world, visitor, person);
    return visitor;
  }

  async function menu(visitor) {
    await visitor.goto('/in/bob-underhill');
    await visitor.press(/more about/i);
  }

  journey(name, {
    'two people join': async (world) => {
      operator = await community(world);
      ada = await arrive(world, ADA);
      bob = await arrive(world, BOB);
    },

    'one reports the other': async (world) => {
      await menu(ada);
      await world.look(ada, `${mark}-menu`);
      await ada.follow('Report Bob Underhill');
      await ada.at('/in/bob-underhill/report');
      await world.look(ada, `${mark}-report`);
      await ada.fill({ category: 'other' });
      await ada.expecting(422, async () => {
        await ada.press('Send report');
        await ada.sees('Say in a few words what is wrong.');
      });
      await world.look(ada, `${mark}-report-refused`);
      await ada.fill({ note: 'He sells berths that are not his.' });
      await ada.press('Send report');
      await ada.at('/settings/reports');
      await ada.sees('The team has not decided yet');
      await world.look(ada, `${mark}-reported`);
    },

    'and blocks him': async (world) => {
      await ada.follow(/^block ?: bob underhill/i);
      await ada.at('/in/bob-underhill/block');
      await world.look(ada, `${mark}-block`);
      await ada.press('Block');
      await ada.at('/settings/blocked');
      await world.look(ada, `${mark}-blocked`);
      await bob.expecting(404, () => bob.goto('/in/ada-brightwater'));
      await ada.press(/unblock/i);
      await ada.sees('You have blocked nobody');
      await bob.goto('/in/ada-brightwater');
    },

    'the operator looks and suspends him': async (world) => {
      await operator.goto('/admin');
      await operator.follow(/reports that wait/i);
      await operator.at('/admin/reports');
      await world.look(operator, `${mark}-queue`);
      await operator.follow(/look at it/i);
      await operator.sees('He sells berths that are not his.');
      await world.look(operator, `${mark}-decide`);
      await operator.fill({ reason: 'Selling what is not yours' });
      await operator.press('Suspend');
      await operator.at('/admin/reports');
      await operator.goto('/admin/people/suspended');
      await operator.sees('Bob Underhill');
      await world.look(operator, `${mark}-suspended`);
    },

    'he is out until he is let back': async (world) => {
      await bob.expecting(401, () => bob.goto('/feed'));
      await bob.at(/^\/login/);
      await bob.expecting(422, async () => {
        await signIn(bob, BOB);
        await bob.sees(/this account is suspended/i);
      });
      await world.look(bob, `${mark}-out`);
      await operator.press(/let back/i);
      await operator.sees('Nobody is suspended');
      await signIn(bob, BOB);
      await bob.at('/feed');
    },
  });
}
