package dev.deployflux.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** A table of the guides: what the operators behind a stream cost. */
public final class CostTable {

    private static final Pattern ROW = Pattern.compile("^\\| `\\.(.+)` \\| (\\d+) \\| (\\d+) \\|.*");

    private CostTable() {}

    /** Calls made when one element is requested of the composition, and when all are. */
    public record Cost(int forOne, int forAll) {}

    /** The rows of the table whose head begins with the stream, such as {@code deployments.list(..)}. */
    public static Map<String, Cost> of(String stream) {
        List<String> lines = Guides.lines();
        Map<String, Cost> table = new LinkedHashMap<>();
        int head = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith("| `" + stream + "` and behind it |"))
                .findFirst()
                .orElseThrow());
        for (String line : lines.subList(head + 2, lines.size())) {
            var row = ROW.matcher(line);
            if (!row.matches()) {
                break;
            }
            table.put(row.group(1), new Cost(Integer.parseInt(row.group(2)), Integer.parseInt(row.group(3))));
        }
        assertThat(table).isNotEmpty();
        return table;
    }

    /** Asks for so much and no more. */
    public static final class Asks extends BaseSubscriber<Object> {
        private final long demand;

        public Asks(long demand) {
            this.demand = demand;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            request(demand);
        }
    }
}
