using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Messaging.Redis;

/// <summary>Redis with messaging as a kind of database.</summary>
public static class RedisMessaging
{
    /// <summary>The kind <c>redis</c> with messaging, for a service that can run on several.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="operations">The operations of its units of work.</param>
    /// <param name="addStores">Adds what the service keeps in the database.</param>
    public static DatabaseKind Kind(string service, RedisOperations operations, Action<IServiceCollection> addStores) => RedisDatabase.Kind(
        builder => addStores(builder.AddRedisMessaging(service, operations).Services), () => RedisDatabase.MigrateAsync(service));
}
