package dev.deployflux.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deployflux.watch.FeedStore.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What another thread has in its hands when a reading is cancelled comes too late. */
class StoreReaderTest {

    private static final EventId FIRST = new EventId("e", 1);
    private static final EventId NEXT = new EventId("e", 2);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final UnreliableStore store = new UnreliableStore(new MemoryFeedStore("shared", time, 10), "a") {
        @Override
        public Flux<Reading> readAfter(EventId place) {
            return new Readings(place);
        }

        @Override
        public Mono<EventId> tail() {
            return ends.asMono();
        }
    };

    private final Sinks.One<EventId> ends = Sinks.one();
    private final List<Readings> readings = new ArrayList<>();
    private final List<FeedLog> opened = new ArrayList<>();
    private @Nullable EventId tail = FIRST;
    private Runnable whenAsked = () -> {};

    /** Signals also those who have cancelled. */
    private final class Readings extends Flux<Reading> {
        private final EventId place;
        private CoreSubscriber<? super Reading> reader = Operators.toCoreSubscriber(Operators.drainSubscriber());

        Readings(EventId place) {
            this.place = place;
        }

        @Override
        public void subscribe(CoreSubscriber<? super Reading> actual) {
            reader = actual;
            readings.add(this);
            actual.onSubscribe(Operators.emptySubscription());
        }
    }

    private final StoreReader reader = reader();

    private StoreReader reader() {
        WatchOptions options = new WatchOptions();
        options.timers = time;
        StoreReader.Feed feed = new StoreReader.Feed() {
            @Override
            public @Nullable EventId tail() {
                EventId known = tail;
                whenAsked.run();
                return known;
            }

            @Override
            public void open(FeedLog log) {
                opened.add(log);
            }

            @Override
            public boolean read(Reading reading) {
                tail = reading.tail();
                return true;
            }
        };
        return new StoreReader(feed, store, options, StoreRetries.untold(options));
    }

    @AfterEach
    void stopTime() {
        time.dispose();
    }

    @Test
    void aReadingThatWasCancelledMovesNoPlaceBehindWhichTheNextHasBegun() {
        Disposable former = reader.follow().subscribe();
        CoreSubscriber<? super Reading> late = readings.get(0).reader;
        former.dispose();
        whenAsked = () -> {
            whenAsked = () -> {};
            late.onNext(new Reading(List.of(), List.of(), NEXT));
        };
        reader.follow().subscribe();

        assertThat(readings).hasSize(2);
        assertThat(readings.get(1).place).isEqualTo(tail);
    }

    @Test
    void aLogThatWasReadInVainIsntOpened() {
        tail = null;
        Disposable former = reader.catchUp().subscribe();
        tail = FIRST;
        reader.follow().subscribe();
        ends.tryEmitValue(NEXT);
        former.dispose();
        time.advanceTimeBy(Duration.ofMinutes(1));

        assertThat(opened).isEmpty();
    }

    @Test
    void aReaderThatIsLostNowAndThenReadsOnAtOnceEachTime() {
        reader.follow().subscribe();
        for (int i = 0; i < 10; i++) {
            CoreSubscriber<? super Reading> lost = readings.get(i).reader;
            lost.onNext(new Reading(List.of(), List.of(), NEXT));
            lost.onError(new IllegalStateException("the connection was lost"));
            time.advanceTimeBy(Duration.ofMillis(200));

            assertThat(readings).as("after %d losses", i + 1).hasSize(i + 2);
        }
    }
}
