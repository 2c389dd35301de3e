package dev.deployflux;

/** Events of ECS as EventBridge delivers them, and as SNS wraps them. */
final class EcsEvents {

    static final String OWNER = "arn:aws:ecs:eu-central-1:123456789012:";
    static final String WEB_ARN = OWNER + "service/prod/web";
    static final ServiceRef WEB = new ServiceRef("prod", "web");

    /** With the fields that EventBridge gives every event. */
    static String event(String source, String type, String resources, String detail) {
        return """
                {
                  "version": "0",
                  "id": "5b1c8f0e-6a3d-4f7c-9e21-0d4a7c3b9f11",
                  "detail-type": "%s",
                  "source": "%s",
                  "account": "123456789012",
                  "time": "2026-11-23T09:30:12Z",
                  "region": "eu-central-1",
                  "resources": %s,
                  "detail": %s
                }
                """.formatted(type, source, resources, detail);
    }

    static String event(String type, String resource, String detail) {
        return event("aws.ecs", type, "[\"" + resource + "\"]", detail);
    }

    static String bySns(String message) {
        return """
                {
                  "Type": "Notification",
                  "MessageId": "0f6e5c1a-7d0b-5a8e-9b43-3c2d1e0f9a88",
                  "TopicArn": "arn:aws:sns:eu-central-1:123456789012:deployments",
                  "Message": "%s",
                  "Timestamp": "2026-11-23T09:30:13.104Z"
                }
                """.formatted(message.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
    }

    private EcsEvents() {}
}
