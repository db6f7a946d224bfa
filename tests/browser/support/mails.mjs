// What the SMTP sink has received.
const WAIT_MS = 30_000;

/**
 * The first link to this site in the newest mail to this address whose subject fits; waits for it. The sink may hold
 * mails of other sites to the same address: they count as not there.
 */
export async function mailedLink(address, site, subject = /./) {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const mails = (await received(address)).filter((mail) => subject.test(mail.subject));
    const link = mails.map((mail) => linkIn(mail, site)).findLast((link) => link);
    if (link) return link;
    if (Date.now() > deadline) {
      const last = mails.at(-1)?.text ?? 'none at all';
      throw new Error(`no mail to ${address} with a link to ${site} within 10 s; the last one:\n${last}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function linkIn(mail, site) {
  const link = mail.text.match(/https?:\/\/\S+/g)?.find((link) => link.startsWith(`${site}/`));
  return link?.replace(/[.,)>]+$/, '');
}

async function received(address) {
  const answer = await fetch(`http://127.0.0.1:${process.env.ATHENA_TEST_SMTP_HTTP}/mails`);
  if (!answer.ok) throw new Error(`the SMTP sink answered ${answer.status}`);
  return (await answer.json()).filter((mail) => mail.to.some((to) => to.includes(address)));
}

/** All mails that hold this text somewhere. */
export async function mails(text) {
  return (await received('')).filter((mail) => JSON.stringify(mail).includes(text));
}
