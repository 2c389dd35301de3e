// Where the routes are: beside the page, whatever a proxy puts in front of it.

const token = new URLSearchParams(location.search).get("access_token");

/** The address of a route; whoever came with a token in the query goes on with it, as an EventSource sends no headers. */
export function at(route, query = {}) {
  const parameters = new URLSearchParams(query);
  if (token) {
    parameters.set("access_token", token);
  }
  return parameters.size ? `${route}?${parameters}` : route;
}

/** Why a route didn't answer as it should, for people. */
export async function refusal(answer) {
  if (answer.status === 401 || answer.status === 403 || answer.redirected) {
    return `You are signed out, or may not read this (${answer.status}): sign in, and load the page again`;
  }
  try {
    return (await answer.json()).detail ?? `The answer was ${answer.status}`;
  } catch {
    return `The answer was ${answer.status}`;
  }
}
