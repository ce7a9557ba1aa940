using System.CommandLine;
using DbPerService.Cli;

namespace DbPerService.Tests.Unit.Cli;

public sealed class LoadOptionsTests
{
    [Theory]
    [InlineData]
    [InlineData("--crash")]
    [InlineData("--rate", "0.5", "--report", "r.json", "--kill", "payments@5,kafka@6.5", "--crash-kafka", "--chaos", "7", "--settle", "9")]
    public void Exactly_the_options_that_were_given_are_handed_on(params string[] arguments)
    {
        var options = new LoadOptions();
        var command = new Command("run");
        options.AddTo(command);

        var result = CommandLine.Parse(command, arguments);

        Assert.Empty(result.Errors);
        Assert.Equal(arguments.Order(), options.GivenIn(result.CommandResult).Order());
    }
}
