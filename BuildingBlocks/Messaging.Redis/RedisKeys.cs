using StackExchange.Redis;

namespace DbPerService.Messaging.Redis;

/// <summary>
/// Names of a service's keys. The braces make them all hash to one slot, so that one script can change them on a cluster, too,
/// and an ACL can name them with one pattern.
/// </summary>
public sealed class RedisKeys(string service)
{
    readonly string _prefix = $"{{{service}}}:";

    /// <summary>A key of the service's own data.</summary>
    public RedisKey Of(string name) => _prefix + name;

    /// <summary>The pattern that all keys of the service match, and no other's.</summary>
    internal string Pattern => _prefix + "*";

    internal RedisKey Outbox => Of("outbox");

    internal RedisKey Cursor => Of("outbox:cursor");

    internal RedisKey Lease => Of("outbox:lease");

    /// <summary>Ids of the parked events, in the order they were parked; with the key's name behind it, the ids of that key.</summary>
    internal RedisKey Parked => Of("parked");

    internal RedisKey ParkedDocuments => Of("parked:documents");

    /// <summary>Grows with every event that is parked or redriven.</summary>
    internal RedisKey ParkedVersion => Of("parked:version");

    internal RedisKey Probe => Of("probe");

    /// <summary>What stands behind <see cref="Parked"/> for the events of one key.</summary>
    internal static string ParkedOf(string topic, string key) => $"of:{topic}:{key}";
}
