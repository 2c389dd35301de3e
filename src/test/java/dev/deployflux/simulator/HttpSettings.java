package dev.deployflux.simulator;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * How the server is reached.
 *
 * @param clock the time that it tells, and by which it judges that of a signature
 * @param credentials whose signature a request has to bear; none is looked at where this is {@code null}
 */
record HttpSettings(int port, Clock clock, @Nullable AwsCredentials credentials) {}
