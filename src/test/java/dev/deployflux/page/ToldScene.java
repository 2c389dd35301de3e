package dev.deployflux.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The page, which is told by hand what there is, and how fresh. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ToldScene {

    static final String ARN = "arn:aws:ecs:eu-central-1:123456789012:service-deployment/";

    final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    OnCallAccount account;
    Browser browser;

    @BeforeAll
    void start() {
        account = OnCallAccount.open(0);
        browser = new Browser();
        browser.tellByHand();
        browser.answerHealthByHand();
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
        }
        account.close();
    }

    @AfterEach
    void theConsoleIsSilent() {
        assertThat(browser.complaints()).isEmpty();
    }

    /** With a snapshot of what the task tells. */
    void open(String query, Runnable snapshot) {
        browser.open(account.url() + query);
        browser.tell("reset", notice("This is all that is known now."));
        snapshot.run();
        browser.tell("live", notice("What follows is new."));
        browser.awaitLive();
    }

    static String notice(String message) {
        return "{\"notice\":{\"message\":\"" + message + "\"}}";
    }

    void joined(String cluster, String service) {
        browser.tell(
                "service-joined",
                "{\"notice\":{\"message\":\"It is watched now.\",\"cluster\":\"%s\",\"service\":\"%s\"}}"
                        .formatted(cluster, service));
    }

    String ago(Duration time) {
        return now.minus(time).toString();
    }

    /** A deployment that isn't over; {@code more} are further fields, each with a comma behind it. */
    void tell(String name, String service, String id, String status, Duration createdAgo, String more) {
        String[] parts = service.split("/", 2);
        String arn = id.startsWith("arn:") ? id : ARN + service + "/" + id;
        browser.tell(name, """
                {"serviceDeploymentArn": "%s", "createdAt": "%s", "status": "%s", %s
                 "change": {"cluster": "%s", "service": "%s"}}
                """.formatted(arn, ago(createdAgo), status, more, parts[0], parts[1]));
    }

    /** One that is over, after so long. */
    void ended(String service, String id, String status, Duration createdAgo, Duration took) {
        tell("deployment", service, id, status, createdAgo, "\"finishedAt\": \"" + ago(createdAgo.minus(took)) + "\",");
    }

    /** How a service was read; {@code fields} have a comma before each. */
    static String read(String cluster, String service, String fields) {
        return "{\"cluster\":\"%s\",\"service\":\"%s\"%s}".formatted(cluster, service, fields);
    }

    String readInTime(String cluster, String service) {
        return read(
                cluster,
                service,
                lastRead(Duration.ofSeconds(4)) + ",\"inTime\":true,\"unreadable\":false,\"failures\":0");
    }

    String lastRead(Duration ago) {
        return ",\"lastGoodPass\":\"%s\",\"age\":\"%s\"".formatted(ago(ago), ago);
    }

    /** Time passes there, and all is well. */
    void later(Duration passed, String... services) {
        browser.health("""
                {"asOf": "%s", "window": "PT24H", "polling": true, "services": [%s]}
                """.formatted(now.plus(passed), String.join(",", services)));
    }

    /** The feed's health; {@code more} are further fields, each with a comma behind it. */
    void health(String more, List<String> services) {
        browser.health("""
                {"asOf": "%s", "window": "PT24H", "polling": true, "lookupFailures": 0, "behind": false, "failingClusters": [], %s
                 "replica": {"name": "here", "readerLag": "PT0S", "poller": {"replica": "here", "here": true}},
                 "services": [%s]}
                """.formatted(now, more, String.join(",", services)));
    }

    void health(String... services) {
        health("", List.of(services));
    }

    String level() {
        return String.valueOf(browser.element("#verdict").getDomAttribute("data-level"));
    }

    void judged(String level, String text) {
        browser.awaitText("#freshness", text);
        assertThat(level()).isEqualTo(level);
    }
}
