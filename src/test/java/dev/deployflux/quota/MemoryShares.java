package dev.deployflux.quota;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Shares in memory: what the script for Redis does, told once more. Reckons in doubles, as Lua does, so that the two can be
 * compared to the last digit.
 */
public final class MemoryShares implements QuotaShares {

    private static final double MILLION = 1_000_000;
    private static final double TOLD_LEASE = 2_500;
    private static final double LEASE = TOLD_LEASE * 11 / 10;
    private static final double SILENT = 600_000;
    private static final double ONE_CUT = 2_000;
    private static final double LEAST = 20;

    /** A member, by its last claim. */
    private static final class Row {
        double number;
        double share;
        double burst;
        double held;
        double heldBurst;
        double till;
        double wants;
        double throttles;
        double successes;
        double credit;
        double least;

        double taken() {
            return Math.max(share, held);
        }

        double takenBurst() {
            return Math.max(burst, heldBurst);
        }
    }

    /** A bucket. */
    private static final class Book {
        final Map<String, Row> rows = new TreeMap<>();
        double speed = MILLION;
        double cut;
        double quiet;
        double pool;
        double at;

        double rate(double full) {
            return Math.floor(full * speed / MILLION);
        }

        /** The sum of what is held, and of what is kept for those who fell silent. */
        double held(double now) {
            return rows.values().stream()
                    .mapToDouble(row -> row.till > now ? row.taken() : row.least)
                    .sum();
        }
    }

    private final Map<ApiBucket, Book> books = new EnumMap<>(ApiBucket.class);
    private final LongSupplier millis;
    private long claims;

    /** @param millis the store's own clock */
    public MemoryShares(LongSupplier millis) {
        this.millis = millis;
    }

    @Override
    public synchronized Mono<Grant> claim(Claim claim) {
        return Mono.fromSupplier(() -> answer(claim));
    }

    /** Forgets everything. */
    public synchronized void flush() {
        books.clear();
    }

    public synchronized long claims() {
        return claims;
    }

    /** Calls a second that are held by members at present, by what the store knows. */
    public synchronized double held(ApiBucket bucket) {
        Book book = books.get(bucket);
        return book == null ? 0 : book.held((double) millis.getAsLong()) / MILLION;
    }

    /** What the script does. */
    public synchronized Grant answer(Claim claim) {
        claims++;
        double now = millis.getAsLong();
        double full = Math.floor(claim.perSecond() * MILLION + 0.5);
        double holds = Math.floor(claim.holds() * MILLION + 0.5);
        double wants = Math.floor(claim.wants() * MILLION + 0.5);
        Book book = book(claim.bucket(), now);
        Map<String, Row> rows = book.rows;
        Row known = rows.get(claim.member());
        if (known != null && known.till > now - SILENT && claim.number() <= known.number) {
            long members = rows.values().stream()
                    .filter(row -> row != known && row.till > now)
                    .count();
            return grant(known, book.rate(full), (int) members + 1);
        }
        fillPool(book, now, full, claim.burst());
        rows.values().removeIf(row -> row.till <= now - SILENT);
        Row mine = rows.get(claim.member());
        List<Row> others = rows.values().stream()
                .filter(row -> row != mine && row.till > now)
                .toList();
        List<Row> silent = rows.values().stream()
                .filter(row -> row != mine && row.till <= now)
                .toList();
        boolean live = mine != null && mine.till > now;
        if (holds > (mine != null && live ? mine.taken() : 0)) {
            book.quiet = now + LEASE;
        }
        if (now < book.quiet) {
            book.pool = 0;
        }
        speed(book, mine, claim, now);
        if (claim.last()) {
            rows.remove(claim.member());
            Row none = new Row();
            return grant(none, book.rate(full), others.size());
        }
        Row row = new Row();
        row.number = claim.number();
        double holdsLeast = Math.min(Math.floor(claim.least() * MILLION + 0.5), mine == null ? 0 : mine.least);
        row.held = Math.max(live ? holds : 0, holdsLeast);
        row.heldBurst = claim.holdsBurst();
        row.till = now + LEASE;
        row.wants = wants;
        row.throttles = claim.throttles();
        row.successes = claim.successes();
        share(book, row, others, silent, full, claim, holds, now);
        row.credit = live ? 0 : Math.min(book.pool, row.burst * MILLION);
        book.pool -= row.credit;
        rows.put(claim.member(), row);
        Grant grant = grant(row, book.rate(full), others.size() + 1);
        row.least = Math.max(row.least, holdsLeast);
        return grant;
    }

    private Book book(ApiBucket bucket, double now) {
        Book book = books.computeIfAbsent(bucket, key -> {
            Book empty = new Book();
            empty.quiet = now + LEASE;
            empty.at = now;
            return empty;
        });
        if (book.at > now) {
            book.at = now;
            book.cut = Math.min(book.cut, now);
            book.quiet = Math.min(book.quiet, now + LEASE);
            book.rows.values().forEach(row -> row.till = Math.min(row.till, now + LEASE));
        }
        return book;
    }

    private static void fillPool(Book book, double now, double full, double burst) {
        while (book.at < now) {
            double to = now;
            double used = 0;
            double room = burst;
            for (Row row : book.rows.values()) {
                if (row.till > book.at) {
                    to = Math.min(to, row.till);
                    used += row.taken();
                    room -= row.takenBurst();
                } else if (row.till > book.at - SILENT) {
                    used += row.least;
                    room--;
                }
            }
            double more = Math.floor(Math.max(0, book.rate(full) - used) * (to - book.at) / 1_000);
            book.pool = Math.min(book.pool + more, Math.max(0, room) * MILLION);
            book.at = to;
        }
    }

    private static void speed(Book book, @Nullable Row mine, Claim claim, double now) {
        if (mine != null && claim.throttles() > mine.throttles) {
            book.pool = 0;
            if (now - book.cut >= ONE_CUT) {
                book.speed = Math.max(MILLION / LEAST, Math.floor(book.speed * 7 / 10));
                book.cut = now;
            }
        } else if (mine != null && claim.successes() > mine.successes) {
            book.speed = Math.min(MILLION, book.speed + (claim.successes() - mine.successes) * MILLION / 200);
        }
    }

    private static void share(
            Book book,
            Row row,
            List<Row> others,
            List<Row> silent,
            double full,
            Claim claim,
            double holds,
            double now) {
        double kept = silent.stream().mapToDouble(each -> each.least).sum();
        double keptBurst = silent.size();
        double rate = book.rate(full);
        int members = others.size() + 1;
        double least = Math.floor(full / LEAST) - kept;
        double otherLeast = others.stream().mapToDouble(each -> each.least).sum();
        row.least = Math.max(0, Math.min(Math.floor(least / (members + 1)), least - otherLeast));
        double room = Math.min(rate, full - kept);
        List<Double> wanted = new ArrayList<>();
        wanted.add(Math.max(row.wants, row.least));
        others.forEach(other -> wanted.add(Math.max(other.wants, row.least)));
        wanted.sort(null);
        double left = room;
        double level = -1;
        for (int i = 0; i < members && level < 0; i++) {
            double even = Math.floor(left / (members - i));
            if (wanted.get(i) >= even) {
                level = even;
            } else {
                left -= wanted.get(i);
            }
        }
        double own = Math.max(row.wants, row.least);
        double fair = level >= 0 ? Math.min(level, own) : own + Math.floor(left / members);
        double taken = others.stream().mapToDouble(Row::taken).sum();
        double share = Math.max(0, Math.min(fair, room - taken));
        double calls = Math.floor(1 + (claim.burst() - members) * (rate > 0 ? share / rate : 0));
        double takenBurst = others.stream().mapToDouble(Row::takenBurst).sum();
        calls = Math.max(0, Math.min(calls, claim.burst() - keptBurst - takenBurst));
        if (now < book.quiet) {
            share = Math.min(share, Math.max(holds, row.least));
            calls = Math.min(calls, Math.max(claim.holdsBurst(), 1));
        }
        if (claim.burst() < members + keptBurst) {
            calls = 1;
        }
        row.share = share;
        row.burst = share == 0 ? 0 : calls;
        row.least = Math.min(row.least, row.taken());
    }

    private static Grant grant(Row row, double rate, int members) {
        return new Grant(
                row.share / MILLION,
                (int) row.burst,
                row.credit / MILLION,
                row.least / MILLION,
                rate / MILLION,
                members,
                Duration.ofMillis((long) TOLD_LEASE));
    }
}
