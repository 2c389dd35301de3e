package dev.deployflux;

import static dev.deployflux.EcsEvents.OWNER;
import static dev.deployflux.EcsEvents.WEB;
import static dev.deployflux.EcsEvents.WEB_ARN;
import static dev.deployflux.EcsEvents.bySns;
import static dev.deployflux.EcsEvents.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events of ECS name the service that they are about, and whatever else comes names none. */
class ServiceEventTest {

    private static void names(ServiceRef service, String json) {
        assertThat(ServiceRef.fromEvent(json)).as(json).contains(service);
    }

    private static void namesNone(String json) {
        assertThat(ServiceRef.fromEvent(json))
                .as(json.length() > 200 ? json.substring(0, 200) : json)
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SERVICE_DEPLOYMENT_IN_PROGRESS", "SERVICE_DEPLOYMENT_COMPLETED", "SERVICE_DEPLOYMENT_FAILED"})
    void aDeploymentsStateChangeNamesItsService(String name) {
        names(WEB, event("ECS Deployment State Change", WEB_ARN, """
                {
                  "eventType": "INFO",
                  "eventName": "%s",
                  "deploymentId": "ecs-svc/4711",
                  "updatedAt": "2026-11-23T09:30:11Z",
                  "reason": "ECS deployment ecs-svc/4711 is as it is."
                }""".formatted(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SERVICE_DEPLOYMENT_IN_PROGRESS", "SERVICE_STEADY_STATE", "SERVICE_TASK_PLACEMENT_FAILURE"})
    void aServiceActionNamesItsService(String name) {
        names(WEB, event("ECS Service Action", WEB_ARN, """
                {
                  "eventType": "INFO",
                  "eventName": "%s",
                  "clusterArn": "%scluster/prod",
                  "createdAt": "2026-11-23T09:30:11.695Z"
                }""".formatted(name, OWNER)));
    }

    @Test
    void aHooksStateChangeNamesTheDeploymentFirst() {
        names(
                WEB,
                event(
                        "ECS Hook State Change",
                        OWNER + "service-deployment/prod/web/Ab3dE5gH7jK9mN1pQ3sT5",
                        """
                {
                  "eventType": "INFO",
                  "eventName": "HOOK_AWAITING_ACTION",
                  "hookId": "ecs-pause-1",
                  "hookType": "PAUSE",
                  "clusterArn": "%1$scluster/prod",
                  "serviceArn": "%1$sservice/prod/web",
                  "serviceDeploymentArn": "%1$sservice-deployment/prod/web/Ab3dE5gH7jK9mN1pQ3sT5"
                }""".formatted(OWNER)));
    }

    @Test
    void whatEcsMayAddIsReadIfItNamesAService() {
        names(WEB, event("ECS Service Of Tomorrow", WEB_ARN, "{}"));
        names(WEB, event("aws.ecs", "ECS Service Of Tomorrow", "[]", "{\"serviceArn\": \"" + WEB_ARN + "\"}"));
        names(WEB, event("aws.ecs", "ECS Service Of Tomorrow", "[1, {}, \"x\", \"" + WEB_ARN + "\"]", "[]"));
        names(WEB, "{\"source\":\"aws.ecs\",\"resources\":[\"" + WEB_ARN + "\"]}");
    }

    @Test
    void anArnInTheOldFormatTakesTheClusterFromTheDetail() {
        names(
                WEB,
                event("ECS Service Action", OWNER + "service/web", "{\"clusterArn\":\"" + OWNER + "cluster/prod\"}"));
    }

    @Test
    void anArnThatNamesNoClusterNamesNoService() {
        namesNone(event("ECS Deployment State Change", OWNER + "service/web", "{\"deploymentId\":\"ecs-svc/4711\"}"));
        namesNone(event("ECS Service Action", OWNER + "service/web", "{\"clusterArn\":null}"));
        namesNone(event("ECS Service Action", OWNER + "service/web", "{\"clusterArn\":\"" + WEB_ARN + "\"}"));
        namesNone(event(
                "ECS Service Action",
                OWNER + "service/web",
                "{\"clusterArn\":\"arn:aws:ecs:us-east-1:123456789012:cluster/prod\"}"));
    }

    @Test
    void aTasksStateChangeIsNoHintHoweverItNamesItsService() {
        namesNone(event("ECS Task State Change", OWNER + "task/prod/0123456789abcdef", """
                {
                  "clusterArn": "%scluster/prod",
                  "group": "service:web",
                  "lastStatus": "RUNNING"
                }""".formatted(OWNER)));
        namesNone(event("ECS Task State Change", WEB_ARN, "{\"serviceArn\":\"" + WEB_ARN + "\"}"));
    }

    @Test
    void otherSourcesNameNoService() {
        namesNone(event("aws.eks", "ECS Service Action", "[\"" + WEB_ARN + "\"]", "{}"));
        namesNone(event("AWS.ECS", "ECS Service Action", "[\"" + WEB_ARN + "\"]", "{}"));
        namesNone("{\"resources\":[\"" + WEB_ARN + "\"]}");
        namesNone("{\"source\":[\"aws.ecs\"],\"resources\":[\"" + WEB_ARN + "\"]}");
    }

    @Test
    void otherEventsOfEcsNameNoService() {
        namesNone(event("ECS Container Instance State Change", OWNER + "container-instance/prod/0123", "{}"));
        namesNone(event("ECS Daemon Deployment State Change", OWNER + "daemon-deployment/prod/agent/0123", "{}"));
        namesNone(event(
                "aws.ecs",
                "AWS API Call via CloudTrail",
                "null",
                "{\"eventName\":\"UpdateService\",\"requestParameters\":{\"cluster\":\"prod\",\"service\":\"web\"}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "web",
                "arn:aws:ecs:service/prod/web",
                "arn:aws:s3:eu-central-1:123456789012:service/prod/web",
                OWNER + "service/",
                OWNER + "service//web",
                OWNER + "service/prod/web/more",
                OWNER + "service/prod/we b",
                OWNER + "service/prod/we\u00a0b",
                OWNER + "cluster/prod",
            })
    void nonsenseForAnArnNamesNoService(String arn) {
        namesNone(event("ECS Service Action", arn, "{\"clusterArn\":\"" + OWNER + "cluster/prod\"}"));
    }

    @Test
    void theFirstServiceThatIsNamedIsTaken() {
        names(
                WEB,
                event(
                        "aws.ecs",
                        "x",
                        "[\"%sservice/old\",\"%s\",\"%1$sservice/prod/api\"]".formatted(OWNER, WEB_ARN),
                        "{}"));
    }

    @Test
    void anEventThatSnsHasWrappedIsRead() {
        String event = event("ECS Service Action", WEB_ARN, "{}");

        names(WEB, bySns(event));
        namesNone(bySns(bySns(event)));
        namesNone(bySns("We deploy at noon."));
        namesNone(bySns(event).replace("Notification", "UnsubscribeConfirmation"));
        namesNone("{\"Type\":\"Notification\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n",
                "null",
                "true",
                "17",
                "1e999999999",
                "\"aws.ecs\"",
                "[]",
                "{}",
                "{",
                "}",
                "[{\"source\":\"aws.ecs\",\"resources\":[\"" + WEB_ARN + "\"]}]",
                "{\"source\":\"aws.ecs\"}",
                "{\"source\":\"aws.ecs\",\"resources\":\"" + WEB_ARN + "\"}",
                "{\"source\":\"aws.ecs\",\"resources\":{\"0\":\"" + WEB_ARN + "\"}}",
                "{\"source\":\"aws.ecs\",\"resources\":[\"" + WEB_ARN + "\"]",
                "{source:'aws.ecs'}",
                "<event/>",
                "\ud800",
                "\u0000",
            })
    void whatIsNoEventNamesNoService(String text) {
        namesNone(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {999, 1_000, 10_000, 1_000_000})
    void depthOverflowsNoStack(int levels) {
        List<String> deep = List.of("[".repeat(levels), "{\"a\":".repeat(levels));

        assertThat(deep).allSatisfy(opened -> {
            namesNone(opened);
            namesNone(opened + "1");
            namesNone("{\"source\":\"aws.ecs\",\"detail\":" + opened);
            namesNone(bySns(opened));
        });
        namesNone("[".repeat(levels) + "]".repeat(levels));
    }

    @Test
    void aNumberOfAnySizeIsNoNumber() {
        names(WEB, event("ECS Service Action", WEB_ARN, "{\"desiredCount\":1e999999999}"));
        namesNone(event("ECS Service Action", WEB_ARN, "{\"desiredCount\":" + "9".repeat(1_000_000) + "}"));
    }

    @Test
    void nullIsRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> ServiceRef.fromEvent(nothing()))
                .withMessage("json");
    }

    @SuppressWarnings("NullAway") // a caller without a checker can pass null
    private static String nothing() {
        return null;
    }
}
