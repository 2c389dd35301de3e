package dev.deployflux;

import static dev.deployflux.EcsEvents.WEB_ARN;
import static dev.deployflux.EcsEvents.bySns;
import static dev.deployflux.EcsEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever text comes is read without a throw, and events of any service name it. */
class ServiceEventPropertyTest {

    @Property
    void eventsNameTheServiceTheyWereMadeFor(
            @ForAll("names") String cluster,
            @ForAll("names") String service,
            @ForAll("partitions") String partition,
            @ForAll boolean old,
            @ForAll boolean sns) {
        String owner = "arn:" + partition + ":ecs:some-region-1:123456789012:";
        String arn = owner + "service/" + (old ? "" : cluster + "/") + service;
        String event = event("ECS Service Action", arn, "{\"clusterArn\":\"" + owner + "cluster/" + cluster + "\"}");

        String json = sns ? bySns(event) : event;
        assertThat(ServiceRef.fromEvent(json)).as(json).contains(new ServiceRef(cluster, service));
    }

    @Property
    void noTextIsThrownAt(@ForAll String text) {
        assertThat(ServiceRef.fromEvent(text)).isEmpty();
    }

    /** Broken anywhere, it names the same service or none, or another if the break is within a name. */
    @Property
    void noBrokenEventIsThrownAt(@ForAll("broken") String text) {
        assertThat(ServiceRef.fromEvent(text)).isNotNull();
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .numeric()
                .withChars('-', '_')
                .ofMinLength(1)
                .ofMaxLength(255);
    }

    @Provide
    Arbitrary<String> partitions() {
        return Arbitraries.of("aws", "aws-cn", "aws-us-gov");
    }

    @Provide
    Arbitrary<String> broken() {
        Arbitrary<String> pieces = Arbitraries.of(
                "{",
                "}",
                "[",
                "]",
                ":",
                ",",
                "\"",
                "\\",
                "\\u12",
                "null",
                "1e9",
                "-",
                "\"source\":\"aws.ecs\",",
                "\"resources\":[",
                "\"" + WEB_ARN + "\"",
                "\"Type\":\"Notification\",",
                "\"Message\":",
                "\ud800",
                "\u0000");
        Arbitrary<String> soup = pieces.list().ofMaxSize(12).map(list -> String.join("", list));
        Arbitrary<String> whole = Arbitraries.of(
                event("ECS Service Action", WEB_ARN, "{}"), bySns(event("ECS Service Action", WEB_ARN, "{}")));
        return Arbitraries.oneOf(soup, whole.flatMap(event -> Arbitraries.integers()
                .between(0, event.length())
                .flatMap(at -> pieces.flatMap(piece -> Arbitraries.integers()
                        .between(0, Math.min(5, event.length() - at))
                        .map(cut -> event.substring(0, at) + piece + event.substring(at + cut))))));
    }
}
