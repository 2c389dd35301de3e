package dev.deployflux.webflux;

import dev.deployflux.watch.FeedHealth;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;

/**
 * One client's place in the log. A client that comes with an id that the ring still reaches goes on there. Any other is
 * reset: it gets the picture as it was at one moment, which is no more than the last word on each subject, then what the
 * ring has had since. Where the ring has moved on meanwhile, it is reset again. Not thread-safe.
 */
final class LogReader {

    private final EventLog log;
    private final Supplier<FeedHealth> health;
    private final DeploymentFilter filter;

    private long position;

    /** Up to here the picture is told; from here on the ring. */
    private long pictureEnd;

    /** Why the client begins anew, if it does so next. */
    private @Nullable String reset;

    /** Whether it is still to be told that the client has all that was known. */
    private boolean liveDue;

    LogReader(EventLog log, Supplier<FeedHealth> health, @Nullable EventId last, DeploymentFilter filter) {
        this.log = log;
        this.health = health;
        this.filter = filter;
        if (last == null) {
            reset = "This is all that is known now.";
        } else if (log.reaches(last)) {
            position = last.sequence();
            liveDue = true; // it may have left within its snapshot
        } else {
            reset = "What came after your last event isn't kept here: this is all that is known now.";
        }
    }

    /** From here a client may go on; {@code null} if it has got nothing yet. */
    @Nullable
    EventId position() {
        return reset == null ? log.id(position) : null;
    }

    /** The next event that passes the filter, or {@code null} if there is none yet. */
    @Nullable
    ServerSentEvent<DeploymentView> next() {
        while (true) {
            if (reset != null) {
                return reset(reset);
            }
            boolean inPicture = position < pictureEnd;
            LogEntry entry = inPicture ? log.pictured(position, pictureEnd) : log.after(position);
            if (entry == null && inPicture) {
                position = pictureEnd;
            } else if (entry == null) {
                return liveDue && log.isSettled(health) ? live() : null;
            } else if (!inPicture && entry.sequence() != position + 1) {
                reset = (log.newest() - position) + " events were missed: this is all that is known now.";
            } else {
                position = entry.sequence();
                if (entry.passes(filter)) {
                    return entry.event();
                }
            }
        }
    }

    private ServerSentEvent<DeploymentView> reset(String why) {
        reset = null;
        position = 0;
        pictureEnd = log.newest();
        liveDue = true;
        return event(EventName.RESET, StreamNotice.of(why));
    }

    private ServerSentEvent<DeploymentView> live() {
        liveDue = false;
        int services = log.services(filter);
        String message = services == 0 ? "No service passes the filter now." : "What follows is new.";
        return event(EventName.LIVE, new StreamNotice(message, null, null, null, null, null, services));
    }

    private ServerSentEvent<DeploymentView> event(EventName name, StreamNotice notice) {
        return ServerSentEvent.builder(DeploymentView.of(notice))
                .id(log.id(position).toString())
                .event(name.wire())
                .build();
    }
}
