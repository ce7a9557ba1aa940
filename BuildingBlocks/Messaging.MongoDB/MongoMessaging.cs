using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Messaging.MongoDB;

/// <summary>MongoDB with messaging as a kind of database.</summary>
public static class MongoMessaging
{
    /// <summary>The kind <c>mongodb</c> with messaging, for a service that can run on several.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="addStores">Adds what the service keeps in the database.</param>
    /// <param name="outboxes">The collections whose documents carry events.</param>
    public static DatabaseKind Kind(string service, Action<IServiceCollection> addStores, params IReadOnlyList<string> outboxes) =>
        MongoDatabase.Kind(
            builder => addStores(builder.AddMongoMessaging(service, outboxes).Services), () => MongoDatabase.MigrateAsync(service));

    /// <summary>Makes the indexes, and takes over what an earlier version has left.</summary>
    internal static async Task PrepareAsync(
        MongoConnection connection, OutboxCollections outboxes, MongoMessagingOptions options, CancellationToken cancellationToken)
    {
        await MongoOutboxSource.CreateIndexesAsync(connection, outboxes, cancellationToken);
        await DeadLetterIndexes.CreateAsync(connection, options, cancellationToken);
        await new AppliedCollection(connection).CreateIndexesAsync(options.AppliedRetention, cancellationToken);
        await MongoDeadLetterUpgrade.TakeOverAsync(connection, cancellationToken);
    }
}
