using DbPerService.MongoDB;
using DbPerService.Users.Domain;
using MongoDB.Bson;

namespace DbPerService.Users.Data.Mongo;

/// <summary>Maps documents to records and back.</summary>
static class UserDocument
{
    /// <summary>The path of what must be unique about an email, in a stored document.</summary>
    public const string EmailKeyPath = "state.emailKey";

    public static BsonDocument Write(User user)
    {
        var document = new BsonDocument
        {
            { "id", user.Id },
            { "name", user.Name },
            { "role", user.Role.ToString() },
            { "passwordHash", user.PasswordHash },
            { "version", user.Version },
            { "createdAt", MongoTime.Write(user.CreatedAt) },
            { "updatedAt", MongoTime.Write(user.UpdatedAt) },
        };
        document.Add("email", user.Email, user.Email is not null);
        document.Add("emailKey", user.EmailKey, user.EmailKey is not null);
        return document;
    }

    /// <summary>Reads a stored document, whose state is the user.</summary>
    public static User ReadStored(BsonDocument document) => Read(document["state"].AsBsonDocument);

    public static User Read(BsonDocument document) => new(
        document["id"].AsString, document["name"].AsString, document.TryGetValue("email", out var email) ? email.AsString : null,
        Enum.Parse<UserRole>(document["role"].AsString), document["passwordHash"].AsString, document["version"].AsInt64,
        MongoTime.Read(document["createdAt"]).UtcDateTime, MongoTime.Read(document["updatedAt"]).UtcDateTime);
}
