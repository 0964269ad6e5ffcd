package io.podhelpers.redisambassador.resp;

/// What a client may send in one request.
///
/// @param arguments most arguments of a request, the command's name counted
/// @param bulkBytes largest argument
/// @param inlineBytes longest inline request
public record RequestLimits(int arguments, int bulkBytes, int inlineBytes) {
    /// Redis's own limits, with the number of arguments as in Redis 6: later ones take any that fits an `int`.
    public static final RequestLimits OF_REDIS = new RequestLimits(1024 * 1024, 512 * 1024 * 1024, 64 * 1024);

    public RequestLimits {
        if (arguments < 1 || bulkBytes < 1 || inlineBytes < 1) {
            throw new IllegalArgumentException("limits: " + arguments + " arguments, " + bulkBytes + " and "
                    + inlineBytes + " bytes (expected: 1 or more)");
        }
    }
}
