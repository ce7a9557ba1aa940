using StackExchange.Redis;

namespace DbPerService.Redis;

/// <summary>
/// Names of a service's keys. The braces make them all hash to one slot, so that one script can change them on a cluster, too,
/// and an ACL can name them with one pattern.
/// </summary>
public sealed class RedisKeys(string service)
{
    readonly string _prefix = $"{{{service}}}:";

    /// <summary>A key of the service's own data.</summary>
    public RedisKey Of(string name) => _prefix + name;

    /// <summary>The pattern that matches all keys of the service, and no others.</summary>
    internal string Pattern => _prefix + "*";

    internal RedisKey Probe => Of("probe");
}
