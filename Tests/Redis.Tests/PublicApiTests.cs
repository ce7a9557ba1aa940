using DbPerService.Messaging.Redis;
using DbPerService.Redis;
using DbPerService.Testing;

namespace DbPerService.Tests.Redis;

/// <summary>The public APIs that <c>Architecture.Tests</c> cannot compare where the driver is not in the feed.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData(typeof(RedisConnection))]
    [InlineData(typeof(RedisUnitOfWork))]
    public void The_public_API_is_the_committed_one(Type ofPackage)
    {
        var (committed, actual) = PublicApi.Compare(ofPackage.Assembly);

        Assert.Equal(committed, actual);
    }
}
