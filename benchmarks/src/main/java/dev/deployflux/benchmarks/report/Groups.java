package dev.deployflux.benchmarks.report;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What is shown together, in which order, and by which name. */
final class Groups {

    /** A measurement. */
    record Row(String label, String method, Map<String, String> params) {}

    /**
     * Measurements beside each other, in one run.
     *
     * @param unit what one operation is
     * @param baseline the label of the row that others are compared with
     */
    record Group(String benchmark, String title, String unit, String baseline, List<Row> rows) {}

    private Groups() {}

    static List<Group> all() {
        return Stream.of(
                        paging(),
                        demand(),
                        http(),
                        Stream.of(readAhead()),
                        scans(),
                        Stream.of(fanOut(), underQuota(), watch()),
                        watchMinute(),
                        Stream.of(describeCall()),
                        Stream.of(feed()),
                        sse(),
                        settings())
                .flatMap(groups -> groups)
                .toList();
    }

    private static Group group(String benchmark, String title, String unit, String baseline, Row... rows) {
        return new Group(benchmark, title, unit, baseline, List.of(rows));
    }

    private static Row row(String label, String method) {
        return new Row(label, method, Map.of());
    }

    private static Stream<Group> paging() {
        return Stream.of("atOnce", "onAnotherThread").map(page -> {
            Map<String, String> params = Map.of("page", page);
            return group(
                    "PagingOverhead",
                    page.equals("atOnce") ? "Pages complete at once" : "Pages complete on another thread",
                    "row",
                    "blocking loop",
                    new Row("deployflux", "deployflux", params),
                    new Row("expand, flatMapIterable", "expandFlatMapIterable", params),
                    new Row("expand, concatMapIterable(.., 1)", "expandConcatMapIterable", params),
                    new Row("SDK paginator", "sdkPaginator", params),
                    new Row("blocking loop", "blockingLoop", params),
                    new Row("fromIterable, no pages", "fromIterable", params));
        });
    }

    private static Stream<Group> demand() {
        return Stream.of("take", "oneByOne").map(demand -> {
            Map<String, String> params = Map.of("demand", demand);
            return group(
                    "SmallDemand",
                    demand.equals("take") ? "take(10)" : "request(1), ten times",
                    "query",
                    "deployflux",
                    new Row("deployflux", "deployflux", params),
                    new Row("expand, flatMapIterable", "expandFlatMapIterable", params),
                    new Row("expand, concatMapIterable(.., 1)", "expandConcatMapIterable", params),
                    new Row("SDK paginator", "sdkPaginator", params));
        });
    }

    private static Stream<Group> http() {
        return Stream.of(
                group(
                        "HttpChain",
                        "One chain, rows counted",
                        "row",
                        "SDK paginator",
                        row("deployflux", "deployflux"),
                        row("expand, flatMapIterable", "expandFlatMapIterable"),
                        row("SDK paginator", "sdkPaginator"),
                        row("Reactor Netty and Jackson, parsed into nothing", "bareParse"),
                        row("Reactor Netty, bytes", "bareBytes")),
                group(
                        "HttpChain",
                        "One chain of each, in turn, rows counted",
                        "row",
                        "the other",
                        row("SDK paginator, then deployflux", "inTurn")),
                group(
                        "HttpChain",
                        "One chain, rows written as JSON",
                        "row",
                        "SDK paginator",
                        row("deployflux", "deployfluxToJson"),
                        row("expand, flatMapIterable", "expandFlatMapIterableToJson"),
                        row("SDK paginator", "sdkPaginatorToJson")),
                group(
                        "HttpChain",
                        "Eight chains at once, rows counted",
                        "row",
                        "SDK paginator",
                        row("deployflux", "eightDeployflux"),
                        row("expand, flatMapIterable", "eightExpandFlatMapIterable"),
                        row("SDK paginator", "eightSdkPaginator")));
    }

    private static Group readAhead() {
        return group(
                "ReadAhead",
                "40 pages, 20 ms a call, 20 ms of work a page",
                "history",
                "fetching alone",
                row("fetching alone", "fetchAlone"),
                row("deployflux", "deployflux"),
                row("deployflux, readAhead(0)", "deployfluxWithoutReadAhead"),
                row("expand, flatMapIterable", "expandFlatMapIterable"),
                row("expand, concatMapIterable(.., 1)", "expandConcatMapIterable"),
                row("SDK paginator", "sdkPaginator"),
                row("deployflux, publishOn", "deployfluxPublishedOn"),
                row("SDK paginator, publishOn", "sdkPaginatorPublishedOn"));
    }

    private static Stream<Group> scans() {
        return Stream.of("memory", "http")
                .map(line -> new Group(
                        "BulkScan",
                        line.equals("memory")
                                ? "200 pages, 20 ms a call, from memory"
                                : "200 pages, 20 ms a call and the simulator's own time, over HTTP",
                        "history",
                        "list",
                        Stream.concat(
                                        Stream.of(new Row("list", "list", Map.of("line", line))),
                                        Stream.of("1", "4", "8", "16")
                                                .map(slices -> new Row(
                                                        "scan, slices: " + slices,
                                                        "scan",
                                                        Map.of("line", line, "slices", slices))))
                                .toList()));
    }

    private static Group fanOut() {
        return group(
                "FanOut",
                "100 services of 3 pages, 10 ms a call, 32 at once",
                "fan-out",
                "twelve rounds, the ideal",
                row("twelve rounds, the ideal", "rounds"),
                row("deployflux", "deployflux"),
                row("flatMap of expand", "flatMapOfExpand"));
    }

    private static Group underQuota() {
        return group(
                "FanOutUnderQuota",
                "The same against a burst of 50 and 20 calls a second",
                "fan-out",
                "deployflux",
                row("deployflux, ApiQuota", "deployflux"),
                row("flatMap of expand, resilience4j", "resilience4j"),
                row("flatMap of expand, no limit", "flatMapOfExpand"));
    }

    private static Group watch() {
        return group(
                "WatchPass",
                "1,000 services, 10 known rows each, nothing new",
                "row",
                "interval, distinct",
                row("deployflux", "deployflux"),
                row("interval, all rows again", "interval"),
                row("interval, distinct", "intervalDistinct"));
    }

    private static Stream<Group> watchMinute() {
        return Stream.of("1000", "10000").map(services -> {
            Map<String, String> params = Map.of("services", services);
            return group(
                    "WatchMinute",
                    services.equals("1000") ? "1,000 services, 10 deploy" : "10,000 services, 100 deploy",
                    "minute",
                    "interval of DescribeServices, distinct",
                    new Row("deployflux, lists alone", "lists", params),
                    new Row("deployflux, detector", "detector", params),
                    new Row("deployflux, hints, a list every 10 min", "hints", params),
                    new Row("interval of DescribeServices, distinct", "describeLoop", params),
                    new Row("interval of lists, distinct", "listLoop", params));
        });
    }

    private static Group describeCall() {
        return group(
                "DescribeCall",
                "What the SDK makes of an answer, over HTTP",
                "call",
                "a list of one deployment",
                new Row("10 services, 5 events each", "describe", Map.of("events", "5")),
                new Row("10 services, 100 events each", "describe", Map.of("events", "100")),
                row("a list of one deployment", "list"));
    }

    private static Group feed() {
        return group(
                "FeedDelivery",
                "Three events to 1,000 subscribers",
                "delivery",
                "publish, publishOn",
                row("deployflux, a feed", "feed"),
                row("publish, publishOn", "publishOn"),
                row("publish, on the poller's thread", "publish"));
    }

    private static Stream<Group> sse() {
        return Stream.of(
                group(
                        "Sse",
                        "A snapshot of 5,000 deployments over HTTP",
                        "event",
                        "the same bytes as texts",
                        row("deployflux", "deployfluxStream"),
                        row("the same events, given to WebFlux", "eventsByWebFlux"),
                        row("the same bytes as texts", "textsByWebFlux")),
                group(
                        "Sse",
                        "The same to 500 clients at once",
                        "event and client",
                        "the same bytes, ready made",
                        row("deployflux", "deployfluxCrowd"),
                        row("the same bytes, ready made", "bytesCrowd")));
    }

    private static Stream<Group> settings() {
        return Stream.of("one", "eight")
                .map(method -> new Group(
                        "ClientSettings",
                        method.equals("one") ? "One chain" : "Eight chains at once",
                        "row",
                        "the SDK's defaults",
                        Stream.of(
                                        List.of("the SDK's defaults", "defaults"),
                                        List.of("futures complete on the event loop", "completeOnEventLoop"),
                                        List.of("one completion thread", "oneCompletionThread"),
                                        List.of("one event loop", "oneEventLoop"),
                                        List.of("eight connections", "eightConnections"))
                                .map(setting -> new Row(setting.get(0), method, Map.of("setting", setting.get(1))))
                                .toList()));
    }
}
