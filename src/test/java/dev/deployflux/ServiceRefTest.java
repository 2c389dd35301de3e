package dev.deployflux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and ARNs become one reference, and whatever might mean another service is refused. */
class ServiceRefTest {

    private static final String OWNER = "arn:aws:ecs:eu-central-1:123456789012:";
    private static final ServiceRef WEB = new ServiceRef("prod", "web");

    private static void refuses(Runnable reading, String... saying) {
        assertThatIllegalArgumentException().isThrownBy(reading::run).satisfies(error -> assertThat(error.getMessage())
                .contains(saying));
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws", "aws-cn", "aws-us-gov"})
    void readsNamesFromArnsOfAnyPartition(String partition) {
        String owner = "arn:" + partition + ":ecs:some-region-1:123456789012:";

        assertThat(new ServiceRef(owner + "cluster/prod", "web")).isEqualTo(WEB);
        assertThat(new ServiceRef("prod", owner + "service/prod/web")).isEqualTo(WEB);
        assertThat(new ServiceRef("prod", owner + "service/web")).isEqualTo(WEB);
        assertThat(new ServiceRef(owner + "cluster/prod", owner + "service/prod/web"))
                .isEqualTo(WEB);
        assertThat(new ServiceRef(owner + "cluster/prod", owner + "service/web"))
                .isEqualTo(WEB);
        assertThat(ServiceRef.parse(owner + "service/prod/web")).isEqualTo(WEB);
    }

    @Test
    void keepsNamesAndNoArn() {
        ServiceRef read = new ServiceRef(OWNER + "cluster/prod", OWNER + "service/prod/web");

        assertThat(read.cluster()).isEqualTo("prod");
        assertThat(read.service()).isEqualTo("web");
        assertThat(read).hasToString("prod/web");
    }

    @Test
    void parsesClusterAndService() {
        assertThat(ServiceRef.parse("prod/web")).isEqualTo(WEB);
    }

    @Test
    void aServiceAloneIsInTheDefaultCluster() {
        assertThat(ServiceRef.parse("web")).isEqualTo(new ServiceRef("default", "web"));
    }

    @Test
    void refusesToParseAnArnThatDoesNotNameItsCluster() {
        String old = OWNER + "service/web";

        refuses(
                () -> ServiceRef.parse(old),
                "doesn't name its cluster",
                "write new ServiceRef(\"<cluster>\", \"" + old + "\")");
    }

    @Test
    void refusesToParseAClusterBeforeAnArn() {
        refuses(() -> ServiceRef.parse("prod/" + OWNER + "service/web"), "a name has no '/'");
        refuses(() -> ServiceRef.parse(OWNER + "cluster/prod/web"), "no ARN of an ECS service");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void refusesBlankParts(String blank) {
        refuses(() -> new ServiceRef(blank, "web"), "cluster is blank", "new ServiceRef(\"prod\", \"web\")");
        refuses(() -> new ServiceRef("prod", blank), "service is blank", "ServiceRef.parse(\"prod/web\")");
        refuses(() -> ServiceRef.parse(blank), "service is blank");
        refuses(() -> ServiceRef.parse(blank + "/web"), "cluster is blank");
        refuses(() -> ServiceRef.parse("prod/" + blank), "service is blank");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "/", "a:b", "ARN:x", "a b", "a\t", "\na", "a\u00a0b", "a\u2003b"})
    void refusesNamesThatCanNotBeNames(String name) {
        refuses(() -> new ServiceRef(name, "web"), "cluster is \"" + name + "\"", "the cluster alone");
        refuses(() -> new ServiceRef("prod", name), "service is \"" + name + "\"", "ServiceRef.parse(");
        refuses(() -> ServiceRef.parse("prod/" + name), "service is \"" + name + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:",
                "arn:aws:s3:::bucket",
                "arn:aws:s3:eu-central-1:123456789012:service/prod/web",
                OWNER + "task/prod/0123456789abcdef",
                OWNER + "service-deployment/prod/web/0123456789abcdef",
                OWNER + "cluster/prod",
                OWNER + "service/",
                OWNER + "service/prod/",
                OWNER + "service//web",
                OWNER + "service/prod/web/more",
                OWNER + "service/prod/web:1",
                OWNER + "service/prod/we b",
                "arn:aws:ecs:eu-central-1::service/prod/web",
                "arn:aws:ecs:service/prod/web",
                " " + OWNER + "service/prod/web",
                OWNER + "service/prod/web\n",
            })
    void refusesWhatIsNoArnOfAService(String arn) {
        refuses(() -> new ServiceRef("prod", arn), "service is \"" + arn + "\"", "write the");
        refuses(() -> ServiceRef.parse(arn), "write the");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:ecs:cluster/prod",
                "arn:aws:eks:eu-central-1:123456789012:cluster/prod",
                OWNER + "service/prod/web",
                OWNER + "service/prod",
                OWNER + "cluster/",
                OWNER + "cluster/prod/web",
            })
    void refusesWhatIsNoArnOfACluster(String arn) {
        refuses(
                () -> new ServiceRef(arn, "web"),
                "cluster is \"" + arn + "\"",
                "no ARN of an ECS cluster",
                ":cluster/");
    }

    @Test
    void refusesAServiceOfAnotherCluster() {
        String elsewhere = "arn:aws:ecs:us-east-1:123456789012:";

        refuses(() -> new ServiceRef("staging", OWNER + "service/prod/web"), "isn't in the cluster \"staging\"");
        refuses(() -> new ServiceRef(OWNER + "cluster/staging", OWNER + "service/prod/web"), "write the cluster of");
        refuses(() -> new ServiceRef(OWNER + "cluster/prod", elsewhere + "service/prod/web"), "isn't in the cluster");
        refuses(() -> new ServiceRef(OWNER + "cluster/prod", elsewhere + "service/web"), "isn't in the cluster");
    }

    @Test
    void nullIsRefusedByTheNameOfTheArgument() {
        assertThatNullPointerException()
                .isThrownBy(() -> new ServiceRef(nothing(), "web"))
                .withMessage("cluster");
        assertThatNullPointerException()
                .isThrownBy(() -> new ServiceRef("prod", nothing()))
                .withMessage("service");
        assertThatNullPointerException()
                .isThrownBy(() -> ServiceRef.parse(nothing()))
                .withMessage("text");
    }

    @Property
    void parsingWhatIsPrintedGivesTheSameReference(@ForAll("names") String cluster, @ForAll("names") String service) {
        ServiceRef ref = new ServiceRef(cluster, service);

        assertThat(ref.cluster()).isEqualTo(cluster);
        assertThat(ref.service()).isEqualTo(service);
        assertThat(ServiceRef.parse(ref.toString())).isEqualTo(ref);
        assertThat(ServiceRef.parse(OWNER + "service/" + ref)).isEqualTo(ref);
    }

    @Property
    void anyTextIsRefusedWithAnArgumentErrorOrIsReadTheSameTwice(@ForAll String text) {
        ServiceRef ref;
        try {
            ref = ServiceRef.parse(text);
        } catch (IllegalArgumentException refused) {
            return;
        }
        assertThat(ServiceRef.parse(ref.toString())).isEqualTo(ref);
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.oneOf(
                Arbitraries.of("default", "arn", "service", "cluster", "-", "_"),
                Arbitraries.strings()
                        .withCharRange('a', 'z')
                        .withCharRange('A', 'Z')
                        .numeric()
                        .withChars('-', '_')
                        .ofMinLength(1)
                        .ofMaxLength(255));
    }

    @SuppressWarnings("NullAway") // a caller without a checker can pass null
    private static String nothing() {
        return null;
    }
}
