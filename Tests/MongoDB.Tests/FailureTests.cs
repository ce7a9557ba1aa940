using System.Net;
using DbPerService.MongoDB;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Clusters;
using MongoDB.Driver.Core.Connections;
using MongoDB.Driver.Core.Servers;

namespace DbPerService.Tests.Mongo;

public sealed class FailureTests
{
    static readonly ConnectionId Connection = new(new ServerId(new ClusterId(), new DnsEndPoint("127.0.0.1", 27017)));

    [Fact]
    public void A_server_lost_at_any_point_counts_as_unavailable()
    {
        Assert.All<Exception>(
            [
                new MongoConnectionException(Connection, "closed"),
                new MongoConnectionPoolPausedException("paused since the server did not answer"),
                new MongoCursorNotFoundException(Connection, 1, []),
                new MongoAuthenticationException(Connection, "login", new MongoConnectionException(Connection, "closed")),
                new MongoAuthenticationException(Connection, "login", Answer(91, "The server is shutting down")),
                new TimeoutException("A timeout occurred selecting a server"),
                Answer(11600, "interrupted at shutdown"),
            ],
            failure => Assert.True(MongoFailures.IsTransient(failure)));
    }

    [Fact]
    public void A_refused_login_and_an_invalid_command_are_not_transient()
    {
        Assert.All<Exception>(
            [
                new MongoAuthenticationException(Connection, "login", Answer(18, "Authentication failed.")),
                Answer(13, "not authorized"),
                Answer(2, "bad value"),
            ],
            failure => Assert.False(MongoFailures.IsTransient(failure)));
    }

    [Fact]
    public void Missing_permissions_need_an_operator_and_an_invalid_command_does_not()
    {
        Assert.True(MongoFailures.IsUnavailable(new MongoAuthenticationException(Connection, "login", Answer(18, "Authentication failed."))));
        Assert.True(MongoFailures.IsUnavailable(Answer(13, "not authorized")));
        Assert.False(MongoFailures.IsUnavailable(Answer(2, "bad value")));
    }

    static MongoCommandException Answer(int code, string message) =>
        new(Connection, message, [], new BsonDocument { { "ok", 0 }, { "code", code }, { "errmsg", message } });
}
