// Does with the AWS SDK for JavaScript what it is told, a line of JSON a command, and tells what came of it by lines that
// bear the command's id. It knows nothing of what is right: that is for who asks.
import { createInterface } from "node:readline";
import * as ecs from "@aws-sdk/client-ecs";
import aws4 from "aws4";

const clients = new Map();

const commands = {
  open({ client, timeoutMillis, ...config }) {
    const requestHandler = { requestTimeout: timeoutMillis, throwOnRequestTimeout: true, socketTimeout: timeoutMillis };
    clients.set(client, new ecs.ECSClient({ ...config, requestHandler }));
  },

  close({ client }) {
    clients.get(client).destroy();
    clients.delete(client);
  },

  async call({ client, operation, input }, tell) {
    tell({ page: await send(clients.get(client), operation, withDates(input)) });
  },

  async list({ client, operation, input }, tell) {
    for await (const page of pages(clients.get(client), operation, withDates(input))) {
      tell({ page });
    }
  },

  // A call without the SDK, signed by aws4, and the answer as it came.
  async post({ endpoint, operation, body, region, credentials, date }, tell) {
    const { host, hostname, port } = new URL(endpoint);
    const headers = {
      host,
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AmazonEC2ContainerServiceV20141113.${operation}`,
      ...(date && { "x-amz-date": date }),
    };
    const request = { service: "ecs", region, method: "POST", hostname, port, path: "/", headers, body };
    aws4.sign(request, credentials);
    const answer = await fetch(endpoint, { method: "POST", headers: request.headers, body });
    const errorType = answer.headers.get("x-amzn-errortype");
    tell({ page: { status: answer.status, errorType, body: await answer.json() } });
  },
};

function send(client, operation, input) {
  return client.send(new ecs[`${operation}Command`](input));
}

// The SDK's own paginator, or the loop that is written where it has none.
async function* pages(client, operation, input) {
  const paginate = ecs[`paginate${operation}`];
  if (paginate) {
    yield* paginate({ client }, input);
    return;
  }
  let nextToken = input.nextToken;
  do {
    const page = await send(client, operation, { ...input, nextToken });
    yield page;
    if (page.nextToken && page.nextToken === nextToken) {
      throw new Error(`nextToken repeats: ${nextToken}`);
    }
    nextToken = page.nextToken;
  } while (nextToken);
}

function withDates({ createdAt, ...input }) {
  if (!createdAt) {
    return input;
  }
  const dates = Object.entries(createdAt).map(([edge, instant]) => [edge, new Date(instant)]);
  return { ...input, createdAt: Object.fromEntries(dates) };
}

function failure(error) {
  return {
    name: error.name,
    message: error.message,
    ofService: error instanceof ecs.ECSServiceException,
    ofItsClass: error.name in ecs && error instanceof ecs[error.name],
    status: error.$metadata?.httpStatusCode,
    attempts: error.$metadata?.attempts,
    requestId: error.$metadata?.requestId,
  };
}

// JSON.stringify writes dates as ISO-8601 with milliseconds, and leaves out what is undefined.
function tell(id, told) {
  process.stdout.write(`${JSON.stringify({ id, done: false, ...told })}\n`);
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, does, ...what } = JSON.parse(line);
  Promise.resolve(what)
    .then((argument) => commands[does](argument, (told) => tell(id, told)))
    .then(
      () => tell(id, { done: true }),
      (error) => tell(id, { done: true, failure: failure(error) }),
    );
}
