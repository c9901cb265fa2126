var $i; $sum : Integer
For ($i; 1; 10)
	If (($i%2)=0) && ($sum<100)
		$sum+=$i
		continue
	End if
	Try
		$o.list[$i]:=$sum
	Catch
		break
	End try
End for
