using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Engines.MongoDB;

/// <summary>
/// Creates the administrator of a new server. While a server with authentication has no users, it lets a local connection create the
/// first one (https://www.mongodb.com/docs/manual/core/localhost-exception/).
/// </summary>
static class FirstUser
{
    const int Unauthorized = 13;

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task MakeAsync(int port, string user, string password, CancellationToken cancellationToken)
    {
        using var client = new MongoClient(new MongoClientSettings
        {
            Server = new MongoServerAddress("127.0.0.1", port),
            DirectConnection = true,
            ServerSelectionTimeout = Limit,
            SocketTimeout = Limit,
        });
        var createUser = new BsonDocument { ["createUser"] = user, ["pwd"] = password, ["roles"] = new BsonArray { "root" } };
        try
        {
            await client.GetDatabase("admin").RunCommandAsync<BsonDocument>(createUser, cancellationToken: cancellationToken);
        }
        catch (MongoCommandException e) when (e.Code == Unauthorized)
        {
            // Users exist already, including this one.
        }
        catch (Exception e) when (e is MongoException or TimeoutException)
        {
            throw new EngineException($"mongod does not create the user {user}: {e.Message}");
        }
    }
}
