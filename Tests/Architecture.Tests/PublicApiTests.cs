using System.Reflection;
using DbPerService.Testing;

namespace DbPerService.Tests.Architecture;

/// <summary>
/// The public API of each package is committed beside its project. With the environment variable <c>WRITE_PUBLIC_API</c> set to 1 these
/// tests write the files, so that a change of the API shows in the commit that makes it.
/// </summary>
public sealed class PublicApiTests
{
    /// <summary>Those whose drivers not every feed has are compared by <c>Redis.Tests</c> and <c>MongoDB.Tests</c>.</summary>
    static readonly string[] ElsewhereCompared = ["MongoDB", "Redis", "Messaging.MongoDB", "Messaging.Redis"];

    public static TheoryData<string> Packages => [.. Tree.Packages.Except(ElsewhereCompared)];

    [Theory]
    [MemberData(nameof(Packages))]
    public void The_public_API_is_the_committed_one(string project)
    {
        var (committed, actual) = PublicApi.Compare(Assembly.Load("DbPerService." + project));

        Assert.Equal(committed, actual);
    }
}
