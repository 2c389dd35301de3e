// What ARNs tell, and where AWS's console shows it.

const CONSOLES = {
  aws: "console.aws.amazon.com",
  "aws-cn": "console.amazonaws.cn",
  "aws-us-gov": "console.amazonaws-us-gov.com",
};
const DEPLOYMENT = /^arn:(aws[a-z-]*):ecs:([a-z0-9-]+):\d{12}:service-deployment\/([^/]+)\/([^/]+)\/([^/]+)$/;

/** The last part, by which people tell ARNs of one service apart. */
export function shortId(arn) {
  return (arn ?? "").slice((arn ?? "").lastIndexOf("/") + 1);
}

/** Where the console shows a deployment; null for what is no ARN of one, and for partitions whose console isn't public. */
export function consoleAddress(arn) {
  const [, partition, region, cluster, service, id] = DEPLOYMENT.exec(arn ?? "") ?? [];
  const host = Object.hasOwn(CONSOLES, partition ?? "") ? CONSOLES[partition] : null;
  if (!host) {
    return null;
  }
  const path = ["clusters", cluster, "services", service, "deployments", id].map(encodeURIComponent).join("/");
  return `https://${region}.${host}/ecs/v2/${path}?region=${region}`;
}
