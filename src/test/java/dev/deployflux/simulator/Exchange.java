package dev.deployflux.simulator;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One request on a connection, until its answer is written whole, the simulator ends the connection by a fault, or the
 * client closes it, which is an abort. Whichever comes first decides.
 */
final class Exchange {

    private final Channel channel;
    private final CallLog log;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable CallRecord call;

    Exchange(Channel channel, CallLog log) {
        this.channel = channel;
        this.log = log;
    }

    void carries(CallRecord record) {
        call = record;
    }

    /** The answer is with the kernel, so a connection that closes now aborts nothing. */
    void finished() {
        over.set(true);
    }

    void connectionClosed() {
        CallRecord aborted = call;
        if (over.compareAndSet(false, true) && aborted != null) {
            log.aborted(aborted);
        }
    }

    /** Ends the connection by TCP RST. Never completes: the server drops the request with its connection. */
    Mono<Void> reset() {
        return ending(() -> {
            if (channel.isOpen()) { // the client may have been quicker
                // A linger of zero makes the kernel drop what is unsent and send RST in place of FIN.
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
                var unused = channel.close();
            }
        });
    }

    /** Ends the connection in good order. Never completes, as {@link #reset()}. */
    Mono<Void> close() {
        return ending(() -> {
            var unused = channel.close();
        });
    }

    private Mono<Void> ending(Runnable end) {
        return Mono.<Void>never()
                .doOnSubscribe(subscription -> channel.eventLoop().execute(() -> {
                    finished();
                    end.run();
                }));
    }
}
