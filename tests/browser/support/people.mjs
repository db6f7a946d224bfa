// What the journeys have in common: founding a community, joining it, coming back.
import { mailedLink } from './mails.mjs';

export const OPERATOR = { name: 'Olive Operator', email: 'olive@example.org', password: 'seven violet lanterns' };

/** Answers the first-run page with the code from the log; ends as the signed-in operator. */
export async function found(world, visitor) {
  const [, code] = await world.server.said(/\/setup\?code=([\w-]+)/);
  await visitor.goto(`/setup?code=${code}`);
  await visitor.fill({ community: 'Harbour Guild', accent: '#8e3b1f', registration: 'open', ...OPERATOR });
}

/** A running community with open registration. */
export async function community(world) {
  const operator = await world.visitor();
  await found(world, operator);
  await operator.press('Found the community');
  await operator.at('/feed');
  return operator;
}

/** Fills in the form for joining, which the visitor sees, and opens the link in the mail; ends signed in. */
export async function join(world, visitor, person) {
  await visitor.fill(person);
  await visitor.press('Create your profile');
  await visitor.sees(/check your mail/i);
  await visitor.goto(await mailedLink(person.email, world.site));
  await visitor.press('Confirm and sign in');
  await visitor.at('/feed');
}

export async function signIn(visitor, { email, password }) {
  await visitor.goto('/login');
  await visitor.fill({ email, password });
  await visitor.press(/sign in/i);
}
