package dev.deployflux.micrometer;

import dev.deployflux.quota.ApiBucket;
import dev.deployflux.quota.ApiQuota;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.Objects;

/**
 * Meters of a quota, with the tag {@code bucket}: {@code deployflux.quota.rate}, {@code .available} and {@code .waiting}; and of
 * its share, {@code .share}, {@code .members} and {@code .store.away}, which are 1, 1 and 0 if it is shared with nobody. An
 * unlimited quota has none. They don't keep the quota from being collected. A registry ignores those of a second quota,
 * which have the same names.
 */
public final class QuotaMeters implements MeterBinder {

    private final ApiQuota quota;

    /**
     * Meters of this quota.
     *
     * @param quota what paces the calls
     */
    public QuotaMeters(ApiQuota quota) {
        this.quota = Objects.requireNonNull(quota, "quota");
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (ApiBucket bucket : ApiBucket.values()) {
            if (Double.isFinite(quota.state(bucket).permittedPerSecond())) {
                bind(registry, bucket, bucket.name().toLowerCase(Locale.ROOT));
            }
        }
    }

    private void bind(MeterRegistry registry, ApiBucket bucket, String name) {
        Gauge.builder("deployflux.quota.rate", quota, of -> of.state(bucket).permittedPerSecond())
                .description("Calls a second that are permitted for long; falls when ECS throttles")
                .tag("bucket", name)
                .register(registry);
        Gauge.builder("deployflux.quota.available", quota, of -> of.state(bucket)
                        .available())
                .description("Calls that could start at once")
                .tag("bucket", name)
                .register(registry);
        Gauge.builder("deployflux.quota.waiting", quota, of -> of.state(bucket).waiting())
                .description("Calls that wait for a permit")
                .tag("bucket", name)
                .register(registry);
        Gauge.builder("deployflux.quota.share", quota, of -> of.state(bucket).share())
                .description("Part of the rate of all who share that this process may use, 0 to 1")
                .tag("bucket", name)
                .register(registry);
        Gauge.builder("deployflux.quota.members", quota, of -> of.state(bucket).members())
                .description("Processes that have a share of the rate")
                .tag("bucket", name)
                .register(registry);
        Gauge.builder(
                        "deployflux.quota.store.away",
                        quota,
                        of -> of.state(bucket).storeAway() ? 1 : 0)
                .description("Whether the store of the shares doesn't answer, 1 or 0")
                .tag("bucket", name)
                .register(registry);
    }
}
