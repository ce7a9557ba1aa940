using DbPerService.Messaging;
using DbPerService.Messaging.MongoDB;
using DbPerService.MongoDB;
using DbPerService.Users.Domain;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Users.Data.Mongo;

/// <summary>Users in the service's own MongoDB: one document per user, with its pending events inside.</summary>
sealed class MongoUserStore(MongoUnitOfWork unit, MongoConnection mongo) : IUserStore
{
    public const string Collection = "users";

    static readonly FilterDefinitionBuilder<BsonDocument> Filter = Builders<BsonDocument>.Filter;

    public async Task<User?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await ReadAsync(Filter.Eq("_id", id), 1, cancellationToken)).SingleOrDefault();

    public Task<List<User>> ListAsync(string after, string? to, int limit, CancellationToken cancellationToken) => ReadAsync(
        to is null ? Filter.Gt("_id", after) : Filter.Gt("_id", after) & Filter.Lte("_id", to), limit, cancellationToken);

    public async Task<SaveOutcome> SaveAsync(Change<User> change, CancellationToken cancellationToken)
    {
        var id = change.After.Id;
        if (change.Before is { } before)
        {
            var states = await unit.LoadAsync(Collection, [id], cancellationToken);
            if (!states.TryGetValue(id, out var state) || UserDocument.Read(state) != before)
            {
                return SaveOutcome.Changed;
            }
        }

        unit.Save(Collection, id, change.IsChanged ? UserDocument.Write(change.After) : null, change.Event, change.TraceParent);
        try
        {
            await unit.CommitAsync(cancellationToken);
            return SaveOutcome.Saved;
        }
        catch (MongoConflictException)
        {
            return await ReasonAsync(change, cancellationToken);
        }
    }

    /// <summary>Why a write was refused: users are never deleted, so whoever was faster is still there.</summary>
    async Task<SaveOutcome> ReasonAsync(Change<User> change, CancellationToken cancellationToken)
    {
        var (user, isNew) = (change.After, change.Before is null);
        if (isNew && await FindAsync(user.Id, cancellationToken) is not null)
        {
            return SaveOutcome.IdTaken;
        }

        var others = Filter.Eq(UserDocument.EmailKeyPath, user.EmailKey) & Filter.Ne("_id", user.Id);
        return isNew || await ReadAsync(others, 1, cancellationToken) is not [] ? SaveOutcome.EmailTaken : SaveOutcome.Changed;
    }

    Task<List<User>> ReadAsync(FilterDefinition<BsonDocument> filter, int limit, CancellationToken cancellationToken) =>
        mongo.CallAsync(async database =>
        {
            var documents = await database.GetCollection<BsonDocument>(Collection).Find(filter)
                .Sort(Builders<BsonDocument>.Sort.Ascending("_id")).Limit(limit).ToListAsync(cancellationToken);
            return documents.ConvertAll(UserDocument.ReadStored);
        });
}
