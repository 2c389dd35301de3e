package dev.deployflux.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.deployflux.docs.FarFigures.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the guide on how far it goes has computed follows from what it says was measured. */
class HowFarTest {

    private static final double SERVICES = 10_000;
    private static final double DEPLOYMENTS_A_DAY = 28_800;
    private static final double DEPLOYMENTS_A_SECOND = 1 / 3.0;

    /** Of what is listed and described of deployments: 100 in flight are five calls every ten seconds. */
    private static final double DESCRIBED = 0.5;

    private static final double RATE = 20;
    private static final double LOG = 10_000;

    /** Two digits are told. */
    private static final double ROUNDED = 0.06;

    private static final String MEASURED = "measured";
    private static final String ASKED = "asked of Redis";
    private static final String PROCESS = "what a process needs";

    private static void isAbout(double said, double computed, Row row) {
        assertThat(said).as(row.toString()).isCloseTo(computed, within(ROUNDED * computed));
    }

    private static double measured(String what) {
        return FarFigures.row(MEASURED, what).number(1);
    }

    /** Milliseconds of CPU, which the benchmarks tell in nanoseconds. */
    private static void isBenchmarked(double said, String head, String name) {
        Row row = FarFigures.benchmark(head, name);
        isAbout(said, row.number(3) / 1e6, row);
    }

    @Test
    void whatItTakesFromBenchmarksTheirTablesSay() {
        String answers = "What the SDK makes of an answer";
        List<Double> described =
                FarFigures.row(MEASURED, "DescribeServices of ten, ms of CPU").numbers(1);

        isBenchmarked(measured("a list, ms of CPU"), answers, "a list of one deployment");
        isBenchmarked(described.get(0), answers, "10 services, 5 events each");
        isBenchmarked(described.get(1), answers, "10 services, 100 events each");
        isBenchmarked(
                measured("the watch of 10,000 services itself, ms of CPU a minute"),
                "10,000 services, 100 deploy",
                "deployflux, detector");
    }

    private static double passes() {
        return FarFigures.calls(false).deployments() - DESCRIBED;
    }

    @Test
    void theLoadIsOneInAHundredForFiveMinutes() {
        assertThat(SERVICES / 100 / 300).isEqualTo(DEPLOYMENTS_A_SECOND);
        assertThat(DEPLOYMENTS_A_SECOND * 86_400).isEqualTo(DEPLOYMENTS_A_DAY);
        assertThat(Guides.text()).contains("each service 2.9 times a day, the account 28,800 times");
    }

    @Test
    void callsArePartsOfTheQuotaAndAHundredTimesAsManyForAHundred() {
        assertThat(FarFigures.table("calls a second")).hasSize(2).allSatisfy(row -> {
            for (int bucket = 0; bucket < 2; bucket++) {
                double calls = row.number(1 + bucket);
                assertThat(row.numbers(3).get(bucket)).as(row.toString()).isCloseTo(100 * calls / RATE, within(0.6));
                isAbout(row.numbers(4).get(bucket), 100 * calls, row);
            }
        });
    }

    /** Of one account with so many replicas, a second, by the column of what was measured. */
    private static double ofRedis(int column, double replicas) {
        List<Row> asked = FarFigures.table(ASKED);
        assertThat(asked).hasSize(6);
        double readers = replicas - 1;
        return asked.get(0).number(column)
                + readers * asked.get(1).number(column)
                + passes()
                        * (asked.get(2).number(column) + readers * asked.get(3).number(column))
                + DEPLOYMENTS_A_SECOND
                        * (asked.get(4).number(column) + readers * asked.get(5).number(column));
    }

    @Test
    void redisIsAskedForWhatPollersAndReadersAskFor() {
        assertThat(FarFigures.table("accounts | replicas | commands"))
                .hasSize(4)
                .allSatisfy(row -> {
                    double accounts = row.number(0);
                    double replicas = row.number(1);
                    double memory = SERVICES * 1_600 + DEPLOYMENTS_A_DAY * 1_200 + LOG * 750;
                    isAbout(row.number(2), accounts * ofRedis(1, replicas), row);
                    isAbout(row.numbers(3).get(0), accounts * ofRedis(2, replicas) / 1e6, row);
                    isAbout(row.numbers(3).get(1), accounts * ofRedis(3, replicas) / 1e6, row);
                    isAbout(row.number(4), accounts * ofRedis(4, replicas) / 1e6, row);
                    isAbout(bytes(row, 5), accounts * memory, row);
                    assertThat(row.number(6)).isEqualTo(accounts * replicas * 2);
                });
    }

    private static double bytes(Row row, int cell) {
        return row.number(cell) * (row.cells().get(cell).contains("GB") ? 1e9 : 1e6);
    }

    /** Of a core, of the one that polls for one account; {@code end} is 0 for few events and 1 for many. */
    private static double cores(FarFigures.Calls calls, int end) {
        double describing = FarFigures.row(MEASURED, "DescribeServices of ten, ms of CPU")
                .numbers(1)
                .get(end);
        double watch = measured("the watch of 10,000 services itself, ms of CPU a minute") / 60;
        double millis = calls.deployments() * measured("a list, ms of CPU") + calls.services() * describing + watch;
        return millis / 1_000;
    }

    private static double megabytes(FarFigures.Calls calls, int end) {
        return calls.services()
                * FarFigures.row(MEASURED, "DescribeServices of ten, KB")
                        .numbers(1)
                        .get(end)
                / 1_000;
    }

    private static void isForOneAndAHundred(String what, int end, double computed) {
        Row row = FarFigures.row(PROCESS, what);
        isAbout(row.numbers(1).get(end), computed, row);
        isAbout(row.numbers(2).get(end), 100 * computed, row);
    }

    @Test
    void aProcessNeedsWhatItsServicesDeploymentsAndAnswersTake() {
        Row services = FarFigures.row(PROCESS, "heap for services");
        Row deployments = FarFigures.row(PROCESS, "heap for the deployments of a day");
        for (int cell = 1; cell <= 2; cell++) {
            double accounts = cell == 1 ? 1 : 100;
            isAbout(
                    bytes(services, cell),
                    accounts * SERVICES * measured("a watched service, bytes of heap"),
                    services);
            isAbout(
                    bytes(deployments, cell),
                    accounts * DEPLOYMENTS_A_DAY * measured("a listed deployment, bytes of heap"),
                    deployments);
        }
        for (int end = 0; end < 2; end++) {
            isForOneAndAHundred("cores of the one that polls", end, cores(FarFigures.calls(false), end));
            isForOneAndAHundred("cores, with hints", end, cores(FarFigures.calls(true), end));
            isForOneAndAHundred(
                    "MB a second from ECS, to the one that polls", end, megabytes(FarFigures.calls(false), end));
            isForOneAndAHundred("MB a second from ECS, with hints", end, megabytes(FarFigures.calls(true), end));
        }
    }

    @Test
    void aReplicasClientsTakeHeapAndCpuEach() {
        double micros = measured("a quiet client, µs of CPU a second") + measured("an event to a client, µs of CPU");
        assertThat(FarFigures.table("clients | replicas")).hasSize(4).allSatisfy(row -> {
            double each = Math.ceil(row.number(0) / row.number(1));
            assertThat(row.number(2)).isEqualTo(each);
            isAbout(bytes(row, 3), each * measured("a quiet client of the stream, bytes of heap"), row);
            isAbout(row.number(4), each * micros / 1e6, row);
        });
    }

    @Test
    void aGroupIsATenthOfAHundredAccountsWithThreeReplicas() {
        Row heap = FarFigures.row("a group of ten", "heap of each process");
        Row cores = FarFigures.row("a group of ten", "cores of each process");
        Row network = FarFigures.row("a group of ten", "MB a second from ECS");
        Row redis = FarFigures.row("a group of ten", "Redis");
        double own = SERVICES * measured("a watched service, bytes of heap")
                + DEPLOYMENTS_A_DAY * measured("a listed deployment, bytes of heap");

        isAbout(heap.number(1) * 1e9, 10 * own, heap);
        assertThat(cores.number(1)).isCloseTo(10 * cores(FarFigures.calls(true), 1), within(0.015));
        isAbout(network.numbers(1).get(0), 10 * megabytes(FarFigures.calls(true), 0), network);
        isAbout(network.numbers(1).get(1), 10 * megabytes(FarFigures.calls(true), 1), network);
        isAbout(redis.numbers(1).get(0), 10 * ofRedis(1, 3), redis);
        isAbout(redis.numbers(1).get(1), 10 * ofRedis(4, 3) / 1e6, redis);
        assertThat(redis.numbers(1).get(3)).isEqualTo(10.0 * 3 * 2);
    }

    @Test
    void eachCaseIsThere() {
        assertThat(FarFigures.table("accounts | replicas | clients"))
                .extracting(row -> (int) row.number(0) + " " + (int) row.number(1) + " " + (int) row.number(2))
                .containsExactlyInAnyOrder(
                        "1 3 1000",
                        "1 30 1000",
                        "1 3 100000",
                        "1 30 100000",
                        "100 3 1000",
                        "100 3 100000",
                        "100 30 1000",
                        "100 30 100000");
    }
}
